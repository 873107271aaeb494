import type { IamPolicy } from '../../../shared/domain/iam-policy.ts';
import type { StepOf } from '../../../shared/domain/plan.ts';
import { unsureGrant } from '../../../shared/engine/unsure-grant.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { accountWritingPermissions } from '../../../shared/gcp/permissions/service-accounts.ts';
import type { AccountAddress } from '../../../shared/gcp/service-accounts.ts';
import type { PermissionSet } from '../permission-set.ts';
import { backWords } from './back-words.ts';
import { addBinding, bindingStanding, type PolicyPlace, removeBinding } from './edit-policy.ts';
import {
  type Facts,
  type PutBack,
  type Standing,
  type StepEnd,
  stop,
  type Turn,
} from './step-runner.ts';

export interface AccountPolicyPorts {
  /** As the accountWriter identity. */
  readonly accountWriter: {
    policy(account: AccountAddress): Promise<IamPolicy>;
    setPolicy(account: AccountAddress, policy: IamPolicy): Promise<IamPolicy>;
  };
}

type Grant = StepOf<'grant-act-as' | 'grant-token-creator'>;

/** How a grant is spoken of, each a sentence of its member and account. */
interface GrantWords {
  /** What is, or was, done. */
  let(grant: Grant): string;
  /** It was so before. */
  could(grant: Grant): string;
  /** It was taken back. */
  mayNot(grant: Grant): string;
}

const PERMISSIONS: PermissionSet = {
  accountWriter: [...accountWritingPermissions.policy, ...accountWritingPermissions.setPolicy],
};

/** The StepRunner of a grant of one role on the account itself and nowhere wider. */
export function grantOnAccount(role: string, words: GrantWords) {
  return {
    permissions: PERMISSIONS,

    run(grant: Grant, turn: Turn<AccountPolicyPorts>): Promise<StepEnd> {
      const adding = addBinding(placeOf(grant, turn.ports), role, grant.member, turn);
      return unlessGone(adding, grant, stop('failed', goneWords(grant)));
    },

    async putBack(grant: Grant, turn: Turn<AccountPolicyPorts>): Promise<PutBack> {
      const removing = removeBinding(placeOf(grant, turn.ports), role, grant.member, turn);
      return backWords(await unlessGone(removing, grant, 'not-ours'), grant, words.mayNot(grant));
    },

    standing(grant: Grant, turn: Turn<AccountPolicyPorts>): Promise<Standing> {
      const standing = bindingStanding(placeOf(grant, turn.ports), role, grant.member, turn);
      return unlessGone(standing, grant, { kind: 'gone' });
    },

    planned: (grant: Grant) => words.let(grant),
    told(grant: Grant, { added, unsure }: Facts): string {
      if (unsure === true) return unsureGrant(grant);
      return added === true ? words.let(grant) : words.could(grant);
    },
  };
}

/** That the account which was diagnosed is not there, though another of its address may be. */
export function goneWords({ account, uniqueId }: Pick<Grant, 'account' | 'uniqueId'>): string {
  return `The ${account} that was diagnosed, of unique id ${uniqueId}, was deleted meanwhile, and nothing is granted on another of its address. Find out who deleted it, then deploy again.`;
}

/** The policy of the account that was diagnosed: by its unique id, since the address may be another's by now. */
function placeOf({ account, uniqueId }: Grant, { accountWriter }: AccountPolicyPorts): PolicyPlace {
  const address = uniqueId === undefined ? account : { email: account, uniqueId };
  return {
    name: account,
    read: () => accountWriter.policy(address),
    write: (policy) => accountWriter.setPolicy(address, policy),
  };
}

/** `gone` when the account that was diagnosed is not there: with it went its policy. */
async function unlessGone<T>(work: Promise<T>, { uniqueId }: Grant, gone: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const missing = error instanceof ApiFailure && error.status === 404;
    if (missing && uniqueId !== undefined) return gone;
    throw error;
  }
}
