import { denialHolds } from './deny-condition.ts';
import { denyPermission, namesPermission } from './deny-permission.ts';
import { effectiveDenyPolicies } from './deny-policies.ts';
import { memberOfPrincipal } from './deny-principal.ts';
import { lineage } from './hierarchy.ts';
import { includes } from './membership.ts';
import type { DenyRule, Organization } from './state.ts';

/**
 * Asks the deny policies from the resource up to the organization; IAM does so before it looks at any allow policy.
 * `name` is relative, as `lineage` takes it. https://cloud.google.com/iam/docs/deny-overview
 */
export function isDenied(
  organization: Organization,
  member: string,
  permission: string,
  name: string,
): boolean {
  const asked = denyPermission(permission);
  return lineage(organization, name)
    .flatMap((place) => effectiveDenyPolicies(organization, place))
    .flatMap((policy) => policy.rules)
    .some(({ denyRule }) => denies(organization, denyRule, member, asked));
}

function denies(
  organization: Organization,
  rule: DenyRule,
  member: string,
  permission: string,
): boolean {
  const { expression } = rule.denialCondition ?? {};
  const names = (entries: readonly string[]) =>
    entries.some((entry) => namesPermission(entry, permission));
  const holds = (principals: readonly string[]) =>
    principals.some((one) => includes(organization, memberOfPrincipal(one) ?? one, member));
  return (
    names(rule.deniedPermissions) &&
    !names(rule.exceptionPermissions) &&
    holds(rule.deniedPrincipals) &&
    !holds(rule.exceptionPrincipals) &&
    (expression === undefined || denialHolds(expression) === true)
  );
}
