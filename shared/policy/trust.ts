import { memberOf, type Principal } from '../domain/principal.ts';
import type { Policy } from './policy.ts';

/** What the policy lets jobs of one project do with one account. */
export interface Trust {
  /** The account must have this unique id; `undefined` where no entry pins it. */
  readonly uniqueId: string | undefined;
  /** Token minting that was taken away from under a job is put back. */
  readonly restore: boolean;
  /**
   * The members of a binding that lets this deployer act as the account, literally as the policy has them: the
   * deployer, else every group named, whether or not the deployer is in it, which only Google knows. Empty for whoever
   * may not be let: nobody named, users of other domains, service agents, federated and unknown principals.
   */
  membersFor(deployer: Principal): readonly string[];
}

/**
 * The trust that names both the job's project, by its id, and the account, by its address; `undefined` when none does.
 * Entries that name both add up. A pin is of the account, so it holds for the entries that leave it out too.
 */
export function trustOf(
  { trust, domains }: Pick<Policy, 'trust' | 'domains'>,
  project: string,
  account: string,
): Trust | undefined {
  const entries = trust.filter(
    ({ projects, accounts }) =>
      projects.includes(project) && accounts.some(({ email }) => email === account),
  );
  if (entries.length === 0) return undefined;
  const deployers = [...new Set(entries.flatMap((entry) => entry.deployers))];
  const pinned = trust
    .flatMap(({ accounts }) => accounts)
    .find(({ email, uniqueId }) => email === account && uniqueId !== undefined);
  return {
    uniqueId: pinned?.uniqueId,
    restore: entries.some(({ restore }) => restore),
    membersFor: (deployer) => (isOurs(deployer, domains) ? membersAmong(deployers, deployer) : []),
  };
}

function membersAmong(deployers: readonly string[], deployer: Principal): readonly string[] {
  const member = memberOf(deployer);
  if (member === undefined) return [];
  if (deployers.includes(member)) return [member];
  return deployers.filter((text) => text.startsWith('group:'));
}

function isOurs(deployer: Principal, domains: readonly string[]): boolean {
  return deployer.kind !== 'user' || domains.includes(deployer.email.split('@')[1] ?? '');
}
