import type { Binding, IamPolicy } from '../../../shared/domain/iam-policy.ts';
import type { Call } from '../../http/call.ts';
import {
  allows,
  type BindingExplanation,
  explain,
  type Target,
} from '../../organization/authorize.ts';
import type { ConditionContext } from '../../organization/condition.ts';
import { lineage } from '../../organization/hierarchy.ts';
import { effectivePolicy } from '../../organization/policies.ts';
import { nodeTarget } from '../../organization/targets.ts';
import { combined, type Membership, membershipOf } from './membership.ts';
import { policyHolder } from './target.ts';

/** What is known of an access; what the asker may not read makes it `unknown-info`. */
export type Access = 'granted' | 'not-granted' | 'unknown-conditional' | 'unknown-info';

export interface ExplainedBinding {
  readonly binding: Binding;
  readonly access: Access;
  readonly role: 'included' | 'not-included' | 'unknown-info';
  readonly memberships: Readonly<Record<string, Membership>>;
  readonly membership: Membership;
  /** `undefined` when there is a condition that cannot be evaluated. */
  readonly conditionHolds: boolean | undefined;
}

export interface ExplainedPolicy {
  readonly fullResourceName: string;
  readonly access: Access;
  /** `undefined` when the asker may not read it. */
  readonly policy: IamPolicy | undefined;
  readonly bindings: readonly ExplainedBinding[];
}

/**
 * Every policy that could grant the permission, resource first, with what each binding says to the caller who asks. The
 * resource goes by the name it was `asked` for, which tells nobody more than he knew.
 */
export function troubleshoot(
  call: Call,
  member: string,
  permission: string,
  target: Target,
  asked: string,
  context: ConditionContext,
): { readonly access: Access; readonly policies: readonly ExplainedPolicy[] } {
  const { organization } = call;
  const all = explain(organization, member, permission, target, context);
  const policies = lineage(organization, target.name).map((name): ExplainedPolicy => {
    const holder = policyHolder(organization, name, target);
    const fullResourceName = name === target.name ? asked : holder.target.fullName;
    if (holder.permission === undefined || !callerMay(call, holder.permission, holder.target))
      return { fullResourceName, access: 'unknown-info', policy: undefined, bindings: [] };
    const bindings = all
      .filter((one) => one.policyOf === name)
      .map((one) => explainBinding(call, member, one));
    const policy = effectivePolicy(organization, name);
    return { fullResourceName, access: strongest(bindings), policy, bindings };
  });
  // A resource outside the organization has no lineage, so nothing is known of it.
  return { access: policies.length === 0 ? 'unknown-info' : strongest(policies), policies };
}

function explainBinding(call: Call, member: string, one: BindingExplanation): ExplainedBinding {
  const { binding, conditionHolds } = one;
  const role = mayReadRole(call, binding.role)
    ? one.roleIncludesPermission
      ? 'included'
      : 'not-included'
    : 'unknown-info';
  const memberships = Object.fromEntries(
    binding.members.map((entry) => [entry, membershipOf(call, entry, member)]),
  );
  const membership = combined(Object.values(memberships));
  const access = accessOf(role, membership, conditionHolds);
  return { binding, access, role, memberships, membership, conditionHolds };
}

function accessOf(
  role: ExplainedBinding['role'],
  membership: Membership,
  conditionHolds: boolean | undefined,
): Access {
  if (role === 'not-included' || membership === 'not-matched' || conditionHolds === false)
    return 'not-granted';
  if (role === 'unknown-info' || membership !== 'matched') return 'unknown-info';
  return conditionHolds === undefined ? 'unknown-conditional' : 'granted';
}

function strongest(all: readonly { readonly access: Access }[]): Access {
  const order: readonly Access[] = ['granted', 'unknown-info', 'unknown-conditional'];
  return order.find((access) => all.some((one) => one.access === access)) ?? 'not-granted';
}

function mayReadRole(call: Call, role: string): boolean {
  const [collection = '', id = ''] = role.split('/');
  if (collection !== 'projects' && collection !== 'organizations') return true;
  return callerMay(call, 'iam.roles.get', nodeTarget(collection, id));
}

function callerMay(call: Call, permission: string, target: Target): boolean {
  return allows(call.organization, call.principal, permission, target);
}
