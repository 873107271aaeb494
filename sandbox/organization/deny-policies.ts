import { seenUntil } from './propagation.ts';
import type { DenyPolicy, DenyRule, Organization } from './state.ts';

/** The deny policies of `projects/ID`, `folders/N` or `organizations/N`, as the last write left them. */
export function currentDenyPolicies(
  organization: Organization,
  name: string,
): readonly DenyPolicy[] {
  return organization.denyPolicies.get(name)?.at(-1)?.policies ?? [];
}

/** The same as permission checks see them: a write takes `propagationSeconds` to arrive. */
export function effectiveDenyPolicies(
  organization: Organization,
  name: string,
): readonly DenyPolicy[] {
  const horizon = seenUntil(organization);
  const versions = organization.denyPolicies.get(name) ?? [];
  return versions.findLast((version) => version.since <= horizon)?.policies ?? [];
}

/** Sets all of one attachment point at once. Checks are the caller's. */
export function replaceDenyPolicies(
  organization: Organization,
  name: string,
  policies: readonly DenyPolicy[],
): void {
  const horizon = seenUntil(organization);
  const versions = organization.denyPolicies.get(name) ?? [];
  const inForce = versions.findLastIndex((version) => version.since <= horizon);
  organization.denyPolicies.set(name, [
    ...versions.slice(Math.max(inForce, 0)),
    { policies, since: organization.now() },
  ]);
}

/**
 * Names a principal differently in every deny policy, at once and under the same etags: like bindings, deny rules follow
 * an account and not its address.
 */
export function renamePrincipal(organization: Organization, from: string, to: string): void {
  const renamed = (principals: readonly string[]) =>
    principals.map((one) => (one === from ? to : one));
  const rule = (denyRule: DenyRule): DenyRule => ({
    ...denyRule,
    deniedPrincipals: renamed(denyRule.deniedPrincipals),
    exceptionPrincipals: renamed(denyRule.exceptionPrincipals),
  });
  for (const [name, versions] of organization.denyPolicies)
    organization.denyPolicies.set(
      name,
      versions.map(({ policies, since }) => ({
        since,
        policies: policies.map((policy) => ({
          ...policy,
          rules: policy.rules.map((one) => ({ ...one, denyRule: rule(one.denyRule) })),
        })),
      })),
    );
}
