import { findingId } from '../../shared/domain/finding.ts';
import { parsePrincipal } from '../../shared/domain/principal.ts';
import type { Subject } from '../../shared/domain/subject.ts';
import { ownTargetFault } from '../../shared/engine/own-target.ts';
import { ApiFailure } from '../../shared/gcp/api-failure.ts';
import { type Hold, type Proposal, type Task, ticketHold } from './actions/action.ts';
import { ACTIONS } from './actions/registry.ts';
import type { Violating } from './look.ts';
import type { Delivery } from './ports.ts';

/**
 * What the finding's action would do about it. A fact that may not be read holds it at `ticket`, and so does a step of
 * which the deployment does not allow the action.
 */
export async function propose(
  { subject, judgement, decisionId, others, policy }: Violating,
  { finding, ports }: Delivery,
): Promise<Proposal> {
  const action = ACTIONS.find(({ fixes }) => fixes.includes(finding.rule));
  if (action === undefined) return ticketHold(`Nothing in Bailiff mends ${finding.rule}.`);
  const { deployment } = ports;
  const task: Task<Subject> = {
    subject,
    evidence: judgement.violation.evidence,
    decision: judgement.decision,
    decisionId,
    others: others.map(({ violation }) => ({
      rule: violation.rule,
      finding: findingId(violation),
    })),
    principal: parsePrincipal(finding.principal),
    policy,
    deployment,
    at: ports.now(),
  };
  const proposal = await readable(() => action.plan(task, ports));
  if (proposal.kind === 'hold') return proposal;
  const { value } = proposal;
  const needed = value.plan?.steps.flatMap((step) => action.needs(step) ?? []) ?? [];
  const refused = needed.find((id) => !deployment.actions.includes(id));
  const own = value.plan === undefined ? undefined : ownTargetFault(value.plan, deployment);
  if (own !== undefined) return ticketHold(own);
  if (refused === undefined) return value;
  return ticketHold(`This deployment does not allow the action ${refused}.`);
}

/** What was read; a hold when Bailiff may not read it. Throws what may pass. */
export async function readable<T>(
  reading: () => Promise<T>,
): Promise<{ readonly kind: 'read'; readonly value: T } | Hold> {
  try {
    return { kind: 'read', value: await reading() };
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.retryable) throw error;
    return ticketHold(`What is needed to plan could not be read: ${error.message}`);
  }
}
