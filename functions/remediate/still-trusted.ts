import type { Plan } from '../../shared/domain/plan.ts';
import { parsePrincipal } from '../../shared/domain/principal.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { trustOf } from '../../shared/policy/trust.ts';

/** True while the policy names all that the plan grants, done or not; other plans grant nothing that trust names. */
export function stillTrusted({ steps }: Plan, policy: Pick<Policy, 'trust' | 'domains'>): boolean {
  const check = steps.find((step) => step.kind === 'verify-access');
  if (check === undefined) return true;
  const trust = trustOf(policy, check.project.id, check.account);
  if (trust === undefined) return false;
  const members = trust.membersFor(parsePrincipal(check.deployer));
  return steps.every((step) => step.kind !== 'grant-act-as' || members.includes(step.member));
}
