import { accountEmail } from '../../../shared/domain/account-email.ts';
import type { StepOf } from '../../../shared/domain/plan.ts';
import { accountWritingPermissions } from '../../../shared/gcp/permissions/service-accounts.ts';
import { Redeliver } from '../redeliver.ts';
import { type MakeAccountPorts, makeAccount } from './make-account.ts';
import { rememberIfOurs } from './remember-if-ours.ts';
import { done, type StepRunner, stop } from './step-runner.ts';

export type CreateAccountPorts = MakeAccountPorts;

export const createAccount: StepRunner<'create-account', CreateAccountPorts> = {
  permissions: {
    accountWriter: [...accountWritingPermissions.get, ...accountWritingPermissions.create],
  },

  async run(step, turn) {
    const email = emailOf(step);
    const { accountWriter } = turn.ports;
    const present = await accountWriter.get(email);
    await turn.begin({ present: present !== undefined && turn.before?.['present'] !== false });
    const made = present ?? (await makeAccount(step, turn));
    if (made === 'full')
      return stop('held', `Project ${step.project} may have no more service accounts.`);
    const account = made === 'taken' ? await accountWriter.get(email) : made;
    if (account === undefined) throw new Redeliver(`${email} exists but cannot be read yet.`);
    if (!(await rememberIfOurs(account, step.nonce, turn)))
      return stop('failed', `${email} is there and is not Bailiff's, so it is left alone.`);
    return done({ email, uniqueId: account.uniqueId });
  },

  // Deleting it could take it from a person who has come to use it; without roles it can do nothing.
  async putBack(step, turn) {
    const account = await turn.ports.accountWriter.get(emailOf(step));
    if (account === undefined || !(await rememberIfOurs(account, step.nonce, turn))) return {};
    return {
      said: `The service account ${emailOf(step)} stays; delete it if nobody needs it.`,
    };
  },

  standing: async () => ({ kind: 'gone' }),
  planned: (step) => `Make the service account ${emailOf(step)} for this job alone.`,
  told: (step) => `Made the service account ${emailOf(step)} for this job alone.`,
};

function emailOf({ accountId, project }: StepOf<'create-account'>): string {
  return accountEmail(accountId, project);
}
