import { CONDITIONS, type Condition, type Diagnosis } from '../../domain/diagnosis.ts';
import type { Principal } from '../../domain/principal.ts';
import type { ServiceAccount } from '../../domain/service-account.ts';
import type { ProjectFacts } from '../../domain/subject.ts';
import { deployerText } from './conclude.ts';
import { NOTHING } from './mending.ts';

/** Addresses that no project of a user's can hold, so that there is nothing to ask about them. */
export type NoAccount = Extract<ServiceAccount, { readonly kind: 'malformed' | 'service-agent' }>;

// A job may name anything, and what it names stands in tickets.
const LONGEST = 200;

/** What a diagnosis says of a text that is no account which a job could be given: no more than the text tells. */
export function noAccount(
  account: NoAccount,
  project: ProjectFacts,
  deployer: Principal | undefined,
): Diagnosis {
  const email = account.kind === 'malformed' ? shown(account.text) : account.email;
  const because =
    account.kind === 'malformed'
      ? `${email} is not the address of a service account. Those end in .gserviceaccount.com, e.g. NAME@PROJECT.iam.gserviceaccount.com.`
      : `${email} is not an account of a project of yours, but one that Google made and keeps itself. Use one like NAME@PROJECT.iam.gserviceaccount.com.`;
  const usable: Condition = {
    id: 'account-usable',
    // Of an address that Google keeps to itself, only Google knows what stands behind it.
    state: account.kind === 'malformed' ? 'missing' : 'unknown',
    where: '',
    because,
    ...NOTHING,
  };
  const others = CONDITIONS.filter((id) => id !== usable.id).map(
    (id): Condition => ({ id, state: 'unknown', where: '', because, ...NOTHING }),
  );
  return {
    project: { id: project.id, number: project.number },
    account: {
      email,
      project: undefined,
      uniqueId: undefined,
      state: account.kind === 'malformed' ? 'missing' : 'unknown',
    },
    deployer: deployerText(deployer),
    conditions: [usable, ...others],
    unread: account.kind === 'malformed' ? [] : [because],
  };
}

function shown(text: string): string {
  return text.slice(0, LONGEST).toWellFormed().replace(/\p{C}/gu, ' ');
}
