import { allows } from '../../sandbox/organization/authorize.ts';
import { accountTarget } from '../../sandbox/organization/targets.ts';
import { liveAccount } from '../accounts.ts';
import type { Check } from './check.ts';
import { takesBack } from './made-accounts.ts';

/** A job moves onto an account that was made for it, or that whoever changed it last could have attached. */
export const lendsNoIdentity: Check = {
  name: 'Never 11: no identity lent',
  onWrite(write, { organization, writes }) {
    if (write.kind !== 'job' || takesBack(write)) return undefined;
    const { before, after, journal, target } = write;
    const to = after?.template?.template?.serviceAccount ?? '';
    const made = writes.find(({ kind, target: email }) => kind === 'account' && email === to);
    if (made !== undefined)
      return made.kind === 'account' && made.after?.description.includes(target) === true
        ? undefined
        : `${to} was made for another job.`;
    if (journal.some(({ plan }) => plan?.approvedBy !== undefined)) return undefined;
    const modifier = before?.lastModifier ?? '';
    const who = modifier.endsWith('gserviceaccount.com')
      ? `serviceAccount:${modifier}`
      : `user:${modifier}`;
    const account = liveAccount(to, organization);
    const could =
      account !== undefined &&
      allows(organization, who, 'iam.serviceAccounts.actAs', accountTarget(account));
    if (could) return undefined;
    return `${who} could not have attached ${to}.`;
  },
};
