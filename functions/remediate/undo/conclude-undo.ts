import { requestIn } from '../../../shared/domain/approval.ts';
import type { Outcome } from '../../../shared/domain/outcome.ts';
import { TOPICS } from '../../../shared/domain/topics.ts';
import type { FindingMove } from '../../../shared/ledger/sighting.ts';
import type { Delivery } from '../ports.ts';
import { publishFinding } from '../publish-finding.ts';
import { mendedWith } from './hold-all.ts';
import type { UndoEnd } from './run-undo.ts';
import type { Undo } from './undo-finding.ts';

/**
 * Records what came of an undo, then tells notify. The findings are moved before the outcome is recorded, so that a
 * crash in between is made good by the next delivery, and once more behind it, in case another delivery that looked
 * meanwhile wrote what it saw.
 */
export async function concludeUndo(
  end: UndoEnd,
  undo: Pick<Undo, 'decision' | 'owner'> & Partial<Undo>,
  delivery: Delivery,
): Promise<void> {
  const { finding, message, ports } = delivery;
  const { decision, owner, undone } = undo;
  const outcome = outcomeOf(end, undo);
  const ids = undone === undefined || end.kind === 'refused' ? [finding.id] : mendedWith(undone);
  const over = requestIn({ decision, finding: finding.id }, 'undo');
  const record = async () => {
    for (const id of ids) await move(id, end, outcome, over, delivery);
  };
  const alert =
    end.kind === 'failed' ? await raise(outcome.because, decision, delivery) : undefined;
  await record();
  await ports.ledger.conclude(decision, owner, outcome, ports.now());
  await record();
  await publishFinding(decision, delivery);
  if (alert !== undefined)
    await ports.publisher.publish(TOPICS.outcomes, { kind: 'alert', alert: alert.id });
  ports.log.info(outcome.because, {
    event: message.event,
    resource: finding.resourceName,
    finding: finding.id,
    decision,
    result: end.kind,
    outcome: outcome.kind,
    alert: alert?.id,
  });
}

function outcomeOf(
  end: UndoEnd,
  { by, stays = [] }: Partial<Undo>,
): Exclude<Outcome, { kind: 'remediated' | 'already-compliant' }> {
  switch (end.kind) {
    case 'refused':
      return { kind: 'skipped', because: `Nothing was undone. ${end.because}` };
    case 'failed': {
      const because = `Not all of it could be undone, so look at it. ${end.because}`;
      return { kind: 'failed', retryable: false, because };
    }
    case 'undone': {
      const said = end.said.length === 0 ? ['All of it was gone already.'] : end.said;
      const left = stays.filter((sentence) => !said.some((one) => one.includes(sentence)));
      return { kind: 'undone', because: [`Undone for ${by}.`, ...said, ...left].join(' ') };
    }
  }
}

async function move(
  id: string,
  end: UndoEnd,
  { because }: Outcome,
  over: string | undefined,
  { ports: { ledger, now } }: Delivery,
): Promise<void> {
  const present = await ledger.finding(id);
  if (present === undefined) return;
  const entry = { at: now(), what: because };
  const { decision } = present;
  const told = [...new Set([...decision.because, because])];
  const change: FindingMove =
    end.kind === 'refused'
      ? {}
      : {
          state: end.kind === 'undone' ? 'held' : 'failed',
          mode: 'ticket',
          decision: { ...decision, mode: 'ticket', because: told },
          ...(end.kind === 'undone' ? { wayBack: [] } : {}),
        };
  await ledger.move(id, { ...change, over, entry });
}

function raise(because: string, decision: string, { finding, ports }: Delivery) {
  const text = `${finding.resourceName}: ${because} Read the finding ${finding.id} and its history, then set right by hand what is left.`;
  const key = `remediation-failed~${decision}`;
  const about = finding.resourceName;
  return ports.ledger.raise(
    { key, kind: 'remediation-failed', severity: 'high', text, about },
    ports.now(),
  );
}
