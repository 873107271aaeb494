import { fullResourceName, type Resource } from '../domain/resource.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Policy } from '../policy/policy.ts';
import { trustOf } from '../policy/trust.ts';
import type { LivePin } from './gather.ts';
import type { AttemptPin } from './gather-attempt.ts';

type Trusting = Pick<Policy, 'trust' | 'domains'>;

/** The unique id by which the policy trusts the account of a refused deploy, if it pins one. */
export function attemptPin(policy: Trusting): AttemptPin {
  return (account, project) => trustOf(policy, project.id, account)?.uniqueId;
}

/**
 * The same of a live job and, where the policy pins none, the id that the account had when this generation of the job
 * was first judged: an account that was deleted and made again since is another one.
 */
export function livePin(
  resource: Resource,
  policy: Trusting,
  ledger: Pick<Ledger, 'use'>,
): LivePin {
  return async (account, project, { uid, generation }) => {
    const pinned = trustOf(policy, project.id, account)?.uniqueId;
    if (pinned !== undefined) return pinned;
    const use = await ledger.use(fullResourceName({ ...resource, project: project.id }));
    const same = use?.uid === uid && use.generation === generation && use.account === account;
    return same ? use.uniqueId : undefined;
  };
}
