import type { Decision } from '../../shared/domain/decision.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import type { FindingMove } from '../../shared/ledger/sighting.ts';
import type { Delivery } from './ports.ts';
import { publishFinding } from './publish-finding.ts';
import type { PlanEnd, Run } from './run-plan.ts';
import { wayBack } from './way-back.ts';

/**
 * Records what came of a claimed remediation, then tells notify. The finding is moved before the outcome is recorded, so
 * that a crash in between is made good by the next delivery, and once more behind it, in case another delivery that
 * looked meanwhile wrote what it saw.
 */
export async function conclude(
  end: PlanEnd,
  run: Pick<Run, 'decision' | 'owner' | 'plan'>,
  decision: Decision,
  delivery: Delivery,
): Promise<void> {
  const { finding, message, ports } = delivery;
  const outcome = outcomeOf(end, delivery);
  const because = [...new Set([...decision.because, outcome.because])];
  const move: FindingMove = {
    ...stateOf(end, outcome),
    decision: { ...decision, because },
    entry: { at: ports.now(), what: outcome.because },
  };
  const alert = outcome.kind === 'failed' ? await raise(outcome.because, run, delivery) : undefined;
  await ports.ledger.move(finding.id, move);
  await ports.ledger.conclude(run.decision, run.owner, outcome, ports.now());
  await ports.ledger.move(finding.id, move);
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

function outcomeOf(end: PlanEnd, { finding }: Delivery): Exclude<Outcome, { kind: 'compliant' }> {
  if (end.kind === 'done') {
    const move = end.legs.find(({ step }) => step.kind === 'assign-service-account')?.step;
    const [from, to] = move?.kind === 'assign-service-account' ? [move.from, move.to] : ['', ''];
    const lines = wayBack(end.legs, finding.serviceAccount ?? from);
    return { kind: 'remediated', because: `Mended: the job runs as ${to}.`, wayBack: lines };
  }
  const { outcome, because } = end;
  return outcome === 'failed'
    ? { kind: 'failed', retryable: false, because: `The remediation failed. ${because}` }
    : { kind: 'skipped', because: `The job was left alone. ${because}` };
}

function stateOf(end: PlanEnd, outcome: Outcome): FindingMove {
  if (outcome.kind === 'remediated')
    return { state: 'remediated', mode: 'remediate', wayBack: outcome.wayBack };
  if (outcome.kind === 'failed') return { state: 'failed' };
  // A newer event tells what has become of the job, and its delivery decides.
  return end.kind === 'stop' && end.outcome === 'held' ? { state: 'held', mode: 'ticket' } : {};
}

function raise(because: string, { decision }: Pick<Run, 'decision'>, delivery: Delivery) {
  const { finding, ports } = delivery;
  const text = `${finding.resourceName}: ${because} Read the finding ${finding.id}, then mend the job by its fix lines, or deploy it again.`;
  const key = `remediation-failed~${decision}`;
  const about = finding.resourceName;
  return ports.ledger.raise(
    { key, kind: 'remediation-failed', severity: 'high', text, about },
    ports.now(),
  );
}
