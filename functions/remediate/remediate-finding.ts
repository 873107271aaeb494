import { claimedResource } from '../../shared/domain/finding.ts';
import { concerns } from '../../shared/ledger/concerns.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import { act } from './act.ts';
import { choose } from './choose.ts';
import type { Delivery } from './ports.ts';
import { publishFinding } from './publish-finding.ts';
import { resume } from './resume.ts';
import { tellAgain } from './tell-again.ts';
import { undoFinding } from './undo/undo-finding.ts';
import { isUndo, undoWanted } from './undo/undo-wanted.ts';

/**
 * Deals with one finding as the world and the policy are now. Safe to repeat, and to be killed anywhere in between. False
 * when it looked at nothing, since the decision was concluded before.
 */
export async function remediateFinding(delivery: Delivery): Promise<boolean> {
  const { finding, message, ports } = delivery;
  const resource = claimedResource(finding);
  const past = await ports.ledger.remediationsOf(resource);
  const concluded = past.find(
    ({ decision, outcome }) => decision === message.decision && outcome !== undefined,
  );
  // What was skipped left the job to be judged anew, which a crash may have prevented.
  const isSkipped = concluded?.outcome?.kind === 'skipped' && finding.state !== 'held';
  // A reading of before may have begun to settle what was concluded, and nothing else looks at it again.
  const judgeAnew = isSkipped || finding.state === 'settling';
  if (concluded !== undefined && !judgeAnew) {
    await tellAgain(concluded, delivery);
    return false;
  }
  await dealWith(past, delivery);
  return true;
}

async function dealWith(past: readonly Remediation[], delivery: Delivery): Promise<void> {
  const { finding, message, ports } = delivery;
  const resource = claimedResource(finding);
  const open = past.find((one) => concerns(one, finding.id) && one.outcome === undefined);
  if (open !== undefined && isUndo(open))
    return undoFinding(open.decision, past, await deliveryFor(open, delivery));
  const wanted = undoWanted(finding, past, ports.now());
  if (open === undefined)
    return wanted === undefined
      ? decideAndAct(past, delivery)
      : undoFinding(wanted, past, delivery);
  if (open.plan === undefined) return startOver(open, past, delivery);
  await resume(open, await deliveryFor(open, delivery));
  // Its remediation had to come to its end before it can be undone.
  if (wanted !== undefined) {
    await remediateFinding(delivery);
    return;
  }
  const after = await ports.ledger.remediationsOf(resource);
  const fresh = (await ports.ledger.finding(finding.id)) ?? finding;
  const ended = after.find(({ decision }) => decision === message.decision)?.outcome;
  // Brought to its end, or to where somebody has to look; otherwise the world has moved on, and is judged anew.
  if (ended !== undefined && (ended.kind !== 'skipped' || fresh.state === 'held')) return;
  return decideAndAct(after, { ...delivery, finding: fresh });
}

/** The same delivery, of the finding that the remediation was started for. */
async function deliveryFor({ finding }: Remediation, delivery: Delivery): Promise<Delivery> {
  const started = await delivery.ports.ledger.finding(finding);
  return started === undefined ? delivery : { ...delivery, finding: started };
}

/** A claim without a plan: the same decision takes it over, any other gives it up first. */
async function startOver(
  open: Remediation,
  past: readonly Remediation[],
  delivery: Delivery,
): Promise<void> {
  if (isOver(delivery)) {
    await resume(open, delivery);
    return decideAndAct(past, delivery);
  }
  const choice = await choose(delivery);
  const same = choice.kind === 'act' && choice.decision === open.decision;
  if (!same) await resume(open, delivery);
  return act(choice, past, delivery);
}

/** Evaluate saw the deploy succeed: what trust or Google says of another one now re-opens nothing. */
function isOver({ finding }: Delivery): boolean {
  return finding.attempted && finding.state === 'resolved';
}

async function decideAndAct(past: readonly Remediation[], delivery: Delivery): Promise<void> {
  if (isOver(delivery)) return publishFinding(delivery.message.decision, delivery);
  await act(await choose(delivery), past, delivery);
}
