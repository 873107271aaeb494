import { requestIn } from '../../shared/domain/approval.ts';
import type { Decision } from '../../shared/domain/decision.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import type { FindingMove } from '../../shared/ledger/sighting.ts';
import type { Delivery } from './ports.ts';
import { publishFinding } from './publish-finding.ts';
import type { PlanEnd, Run } from './run-plan.ts';
import { wayBack } from './way-back.ts';
import { afterFailureWords, leftWords, mendedWords } from './words.ts';

/**
 * Records what came of a claimed remediation, then tells notify. The finding and those that its plan mends with it are
 * moved before the outcome is recorded, so that a crash in between is made good by the next delivery, and once more
 * behind it, in case another delivery that looked meanwhile wrote what it saw.
 */
export async function conclude(
  end: PlanEnd,
  run: Pick<Run, 'decision' | 'owner' | 'plan'>,
  decision: Decision,
  delivery: Delivery,
): Promise<void> {
  const { finding, message, ports } = delivery;
  const outcome = outcomeOf(end, run, delivery);
  const { approvedBy } = run.plan;
  const approved = approvedBy === undefined ? [] : [`${approvedBy} approved the plan.`];
  const because = [...new Set([...decision.because, ...approved, outcome.because])];
  const move: FindingMove = {
    ...stateOf(end, outcome, run, delivery),
    over: requestIn({ decision: run.decision, finding: finding.id }, 'approve'),
    decision: { ...decision, because },
    entry: { at: ports.now(), what: outcome.because },
  };
  const alert = outcome.kind === 'failed' ? await raise(outcome.because, run, delivery) : undefined;
  await record(move, outcome, run, delivery);
  await ports.ledger.conclude(run.decision, run.owner, outcome, ports.now());
  await record(move, outcome, run, delivery);
  await publishFinding(run.decision, delivery);
  if (alert !== undefined)
    await ports.publisher.publish(TOPICS.outcomes, { kind: 'alert', alert: alert.id });
  ports.log.info(outcome.because, {
    event: message.event,
    resource: finding.resourceName,
    principal: finding.principal,
    finding: finding.id,
    decision: run.decision,
    result: end.kind === 'done' ? 'remediated' : end.outcome,
    outcome: outcome.kind,
    because,
    alert: alert?.id,
  });
}

/** What was skipped says nothing of the other findings: each is judged anew by its own delivery. */
async function record(
  move: FindingMove,
  outcome: Outcome,
  { plan }: Pick<Run, 'plan'>,
  { finding, ports: { ledger } }: Delivery,
): Promise<void> {
  await ledger.move(finding.id, move);
  if (outcome.kind === 'skipped') return;
  for (const id of plan.together ?? []) {
    const sibling = await ledger.finding(id);
    if (sibling === undefined) continue;
    const because = [...new Set([...sibling.decision.because, outcome.because])];
    await ledger.move(id, { ...move, decision: { ...sibling.decision, because } });
  }
}

function outcomeOf(
  end: PlanEnd,
  { plan }: Pick<Run, 'plan'>,
  { finding }: Delivery,
): Exclude<Outcome, { kind: 'already-compliant' | 'undone' }> {
  if (end.kind === 'done') {
    const lines = linesBack(end, finding.serviceAccount);
    return { kind: 'remediated', because: mendedWords(plan), wayBack: lines };
  }
  const { outcome, because } = end;
  return outcome === 'failed'
    ? { kind: 'failed', retryable: false, because: `The remediation failed. ${because}` }
    : { kind: 'skipped', because: `${leftWords(finding)} ${because}` };
}

function linesBack({ legs }: PlanEnd, serviceAccount: string | undefined): readonly string[] {
  const move = legs.find(({ step }) => step.kind === 'assign-service-account')?.step;
  const from = move?.kind === 'assign-service-account' ? move.from : '';
  return wayBack(legs, serviceAccount ?? from);
}

function stateOf(
  end: PlanEnd,
  outcome: Outcome,
  { plan }: Pick<Run, 'plan'>,
  { finding }: Delivery,
): FindingMove {
  if (outcome.kind === 'remediated') {
    const mode = plan.approvedBy === undefined ? 'remediate' : 'approve';
    return { state: 'remediated', mode, wayBack: outcome.wayBack };
  }
  if (end.kind === 'done') return {};
  if (outcome.kind === 'failed')
    return end.stays === true
      ? { state: 'failed', wayBack: linesBack(end, finding.serviceAccount) }
      : { state: 'failed' };
  // A newer event tells what has become of the job, and its delivery decides.
  return end.outcome === 'held' ? { state: 'held', mode: 'ticket' } : {};
}

function raise(because: string, { decision }: Pick<Run, 'decision'>, delivery: Delivery) {
  const { finding, ports } = delivery;
  const text = `${finding.resourceName}: ${because} ${afterFailureWords(finding)}`;
  const key = `remediation-failed~${decision}`;
  const about = finding.resourceName;
  return ports.ledger.raise(
    { key, kind: 'remediation-failed', severity: 'high', text, about },
    ports.now(),
  );
}
