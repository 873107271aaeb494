import type { Binding } from '../../shared/domain/iam-policy.ts';
import { type ConditionContext, conditionHolds } from './condition.ts';
import { isDenied } from './deny.ts';
import { lineage } from './hierarchy.ts';
import { includes } from './membership.ts';
import { effectivePolicy } from './policies.ts';
import { roleHolds } from './roles.ts';
import type { Organization } from './state.ts';

/** A resource as permission checks name it. */
export interface Target {
  /** Relative, as `lineage` takes it: `projects/P`, `serviceAccounts/UNIQUE_ID`, `projects/P/locations/L/jobs/J`. */
  readonly name: string;
  /** For conditions. */
  readonly service: string;
  readonly type: string;
  readonly fullName: string;
}

/** One binding's say about a principal and a permission. */
export interface BindingExplanation {
  readonly policyOf: string;
  readonly binding: Binding;
  readonly roleIncludesPermission: boolean;
  readonly memberMatches: boolean;
  /** True without a condition; `undefined` when the condition cannot be evaluated. */
  readonly conditionHolds: boolean | undefined;
}

/** Asks the deny policies and then the allow policies from the resource up to the organization, as IAM does. `member` is `user:…` or `serviceAccount:…`. */
export function allows(
  organization: Organization,
  member: string,
  permission: string,
  target: Target,
): boolean {
  const granted =
    !isDenied(organization, member, permission, target.name) &&
    isGranted(organization, member, permission, target);
  organization.onCheck?.({ member, permission, resource: target.name, granted });
  return granted;
}

/** As `explain` says, but no more is looked at than it takes. */
function isGranted(
  organization: Organization,
  member: string,
  permission: string,
  target: Target,
): boolean {
  return lineage(organization, target.name).some((policyOf) =>
    effectivePolicy(organization, policyOf).bindings?.some(
      (binding) =>
        roleHolds(organization, binding.role, permission) &&
        binding.members.some((one) => includes(organization, one, member)) &&
        holds(binding, contextOf(target, new Date(organization.now()))) === true,
    ),
  );
}

/** Every binding that applies to the resource, with its say; deny policies are not asked. Conditions are judged as of now unless `context` says otherwise. */
export function explain(
  organization: Organization,
  member: string,
  permission: string,
  target: Target,
  context: ConditionContext = contextOf(target, new Date(organization.now())),
): readonly BindingExplanation[] {
  return lineage(organization, target.name).flatMap((policyOf) =>
    (effectivePolicy(organization, policyOf).bindings ?? []).map((binding) => ({
      policyOf,
      binding,
      roleIncludesPermission: roleHolds(organization, binding.role, permission),
      memberMatches: binding.members.some((one) => includes(organization, one, member)),
      conditionHolds: holds(binding, context),
    })),
  );
}

function contextOf(target: Target, time: Date): ConditionContext {
  return { resource: { name: target.fullName, service: target.service, type: target.type }, time };
}

function holds(binding: Binding, context: ConditionContext): boolean | undefined {
  if (binding.condition === undefined) return true;
  const expression = binding.condition['expression'];
  return typeof expression === 'string' ? conditionHolds(expression, context) : undefined;
}
