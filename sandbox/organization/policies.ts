import type { IamPolicy } from '../../shared/domain/iam-policy.ts';
import { newEtag } from './etag.ts';
import { seenUntil } from './propagation.ts';
import type { Organization } from './state.ts';

const EMPTY: IamPolicy = { version: 1, etag: 'ACAB', bindings: [] };

/** The policy as the last write left it. */
export function currentPolicy(organization: Organization, name: string): IamPolicy {
  return organization.policies.get(name)?.at(-1)?.policy ?? EMPTY;
}

/** The policy as permission checks see it: a write takes `propagationSeconds` to arrive. */
export function effectivePolicy(organization: Organization, name: string): IamPolicy {
  const horizon = seenUntil(organization);
  const versions = organization.policies.get(name) ?? [];
  return versions.findLast((version) => version.since <= horizon)?.policy ?? EMPTY;
}

/** Replaces the policy and gives it a new etag. Checks of etag, version and members are the caller's. */
export function replacePolicy(
  organization: Organization,
  name: string,
  policy: IamPolicy,
): IamPolicy {
  const written = { ...policy, etag: newEtag() };
  const versions = organization.policies.get(name) ?? [];
  const inForce = versions.findLastIndex((version) => version.since <= seenUntil(organization));
  organization.policies.set(name, [
    ...versions.slice(Math.max(inForce, 0)),
    { policy: written, since: organization.now() },
  ]);
  return written;
}

/**
 * Names a member differently in every policy, at once and under the same etags: Google keeps bindings by unique id, so
 * a deleted account's stay behind as `deleted:…?uid=N` and a new account of the same address inherits none.
 */
export function renameMember(organization: Organization, from: string, to: string): void {
  for (const [name, versions] of organization.policies)
    organization.policies.set(
      name,
      versions.map(({ policy, since }) => ({ since, policy: renamed(policy, from, to) })),
    );
}

function renamed(policy: IamPolicy, from: string, to: string): IamPolicy {
  if (policy.bindings?.some((binding) => binding.members.includes(from)) !== true) return policy;
  const bindings = policy.bindings.map((binding) => ({
    ...binding,
    members: binding.members.map((member) => (member === from ? to : member)),
  }));
  return { ...policy, bindings };
}
