import type { Call } from '../../http/call.ts';
import { allows, type Target } from '../../organization/authorize.ts';
import { denialHolds } from '../../organization/deny-condition.ts';
import { denyPermission, namesPermission } from '../../organization/deny-permission.ts';
import { effectiveDenyPolicies } from '../../organization/deny-policies.ts';
import { memberOfPrincipal } from '../../organization/deny-principal.ts';
import { lineage } from '../../organization/hierarchy.ts';
import type { DenyPolicy, DenyRule } from '../../organization/state.ts';
import { nodeTarget } from '../../organization/targets.ts';
import { combined, type Membership, membershipOf } from './membership.ts';

/** What is known of a denial; what the asker may not read makes it `unknown-info`. */
export type Denial = 'denied' | 'not-denied' | 'unknown-info';

export interface ExplainedDenyRule {
  readonly rule: DenyRule;
  readonly denial: Denial;
  readonly deniedPermissions: Readonly<Record<string, boolean>>;
  readonly exceptionPermissions: Readonly<Record<string, boolean>>;
  readonly deniedPrincipals: Readonly<Record<string, Membership>>;
  readonly exceptionPrincipals: Readonly<Record<string, Membership>>;
  readonly conditionHolds: boolean;
}

export interface ExplainedDenyPolicy {
  readonly policy: DenyPolicy;
  readonly denial: Denial;
  readonly rules: readonly ExplainedDenyRule[];
}

export interface ExplainedDenyResource {
  /** Relative: `projects/ID`, `folders/N`, `organizations/N`. */
  readonly name: string;
  readonly fullResourceName: string;
  readonly denial: Denial;
  /** `undefined` when the asker may not read them. */
  readonly policies: readonly ExplainedDenyPolicy[] | undefined;
}

/**
 * Every attachment point above the resource whose deny policies could refuse the permission, with what each rule says
 * to the caller who asks: he needs iam.denypolicies.list there, and iam.denypolicies.get where there are policies.
 */
export function troubleshootDeny(
  call: Call,
  member: string,
  permission: string,
  target: Target,
): { readonly denial: Denial; readonly resources: readonly ExplainedDenyResource[] } {
  const nodes = lineage(call.organization, target.name).flatMap((name) => {
    const [collection, id = '', ...inside] = name.split('/');
    const isNode =
      collection === 'projects' || collection === 'folders' || collection === 'organizations';
    return isNode && inside.length === 0 ? [{ name, node: nodeTarget(collection, id) }] : [];
  });
  const asked = denyPermission(permission);
  const resources = nodes.flatMap(({ name, node }): readonly ExplainedDenyResource[] => {
    const { fullName: fullResourceName } = node;
    const found = effectiveDenyPolicies(call.organization, name);
    const needed = found.length === 0 ? ['list'] : ['list', 'get'];
    const readable = needed.every((verb) =>
      allows(call.organization, call.principal, `iam.denypolicies.${verb}`, node),
    );
    if (!readable) return [{ name, fullResourceName, denial: 'unknown-info', policies: undefined }];
    if (found.length === 0) return [];
    const policies = found.map((policy) => explainPolicy(call, member, asked, policy));
    return [{ name, fullResourceName, denial: strongest(policies), policies }];
  });
  // A resource outside the organization has no attachment points that anybody here knows.
  return { denial: nodes.length === 0 ? 'unknown-info' : strongest(resources), resources };
}

function explainPolicy(
  call: Call,
  member: string,
  permission: string,
  policy: DenyPolicy,
): ExplainedDenyPolicy {
  const rules = policy.rules.map(({ denyRule }) => explainRule(call, member, permission, denyRule));
  return { policy, denial: strongest(rules), rules };
}

function explainRule(
  call: Call,
  member: string,
  permission: string,
  rule: DenyRule,
): ExplainedDenyRule {
  const named = (entries: readonly string[]) =>
    Object.fromEntries(entries.map((one) => [one, namesPermission(one, permission)]));
  const held = (principals: readonly string[]) =>
    Object.fromEntries(
      principals.map((one) => [one, membershipOf(call, memberOfPrincipal(one) ?? one, member)]),
    );
  const { expression } = rule.denialCondition ?? {};
  const said = {
    rule,
    deniedPermissions: named(rule.deniedPermissions),
    exceptionPermissions: named(rule.exceptionPermissions),
    deniedPrincipals: held(rule.deniedPrincipals),
    exceptionPrincipals: held(rule.exceptionPrincipals),
    conditionHolds: expression === undefined || denialHolds(expression) === true,
  };
  return { ...said, denial: denialOf(said) };
}

function denialOf(said: Omit<ExplainedDenyRule, 'denial'>): Denial {
  const asked = Object.values(said.deniedPermissions).includes(true);
  const excepted = Object.values(said.exceptionPermissions).includes(true);
  const principal = combined(Object.values(said.deniedPrincipals));
  const exception = combined(Object.values(said.exceptionPrincipals));
  if (!asked || excepted || !said.conditionHolds) return 'not-denied';
  if (principal === 'not-matched' || exception === 'matched') return 'not-denied';
  return principal === 'matched' && exception === 'not-matched' ? 'denied' : 'unknown-info';
}

function strongest(all: readonly { readonly denial: Denial }[]): Denial {
  const order: readonly Denial[] = ['denied', 'unknown-info'];
  return order.find((denial) => all.some((one) => one.denial === denial)) ?? 'not-denied';
}
