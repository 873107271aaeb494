import { parsePrincipal } from '../../shared/domain/principal.ts';
import { ApiFailure } from '../../shared/gcp/api-failure.ts';
import { type Proposal, type Task, ticketHold } from './actions/action.ts';
import { ACTIONS } from './actions/registry.ts';
import type { Violating } from './look.ts';
import type { Delivery } from './ports.ts';

/** What the finding's action would do about it. A fact that may not be read holds it at `ticket`. */
export async function propose(
  { subject, judgement }: Violating,
  { finding, ports }: Delivery,
): Promise<Proposal> {
  const action = ACTIONS.find(({ fixes }) => fixes === finding.rule);
  if (action === undefined) return ticketHold(`Nothing in Bailiff mends ${finding.rule}.`);
  if (subject.kind !== 'live') return ticketHold('The deploy was denied: there is no job to mend.');
  if (subject.job.uid === '') return ticketHold('Cloud Run did not tell the uid of the job.');
  const task: Task = {
    subject,
    evidence: judgement.violation.evidence,
    decision: judgement.decision,
    principal: parsePrincipal(finding.principal),
    deployment: ports.deployment,
    at: ports.now(),
  };
  try {
    return await action.plan(task, ports);
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.retryable) throw error;
    return ticketHold(`What is needed to plan could not be read: ${error.message}`);
  }
}
