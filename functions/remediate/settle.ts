import { type Proposal, shortDigest } from '../../shared/domain/approval.ts';
import type { Decision } from '../../shared/domain/decision.ts';
import { claimedResource, type FindingState, UNSETTLED } from '../../shared/domain/finding.ts';
import { concerns } from '../../shared/ledger/concerns.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import type { FindingMove } from '../../shared/ledger/sighting.ts';
import { heldUnread } from './held-unread.ts';
import type { Delivery } from './ports.ts';
import { publishFinding } from './publish-finding.ts';
import type { Settlement } from './settlement.ts';
import { compliantWords } from './words.ts';

/**
 * Records the settlement, then tells notify. `past` is what the journal held before the world was read: another
 * delivery that concluded since knows better, and its state is restored.
 */
export async function settle(
  settlement: Settlement,
  past: readonly Remediation[],
  delivery: Delivery,
): Promise<void> {
  const { finding, message, ports } = delivery;
  const { result, move } = (await overtaken(settlement, delivery))
    ? { result: 'overtaken', move: undefined }
    : moveFor(settlement, delivery);
  if (move !== undefined) {
    await ports.ledger.move(finding.id, move);
    const state = await concludedSince(settlement, past, delivery);
    if (state !== undefined) await ports.ledger.move(finding.id, { state });
  }
  const decision = 'decisionId' in settlement ? settlement.decisionId : message.decision;
  await publishFinding(decision, delivery);
  ports.log.info(move?.entry?.what ?? `Nothing to do: ${result}.`, {
    event: message.event,
    resource: finding.resourceName,
    principal: finding.principal,
    finding: finding.id,
    decision,
    result,
    mode: move?.mode ?? finding.mode,
    because: move?.decision?.because,
  });
}

/**
 * True when nothing wrong was seen, and a newer event has found the job wrong while this delivery was looking: what it
 * saw is history then, and the newer event's own delivery decides.
 */
async function overtaken({ kind }: Settlement, { finding, ports }: Delivery): Promise<boolean> {
  if (kind !== 'compliant' && kind !== 'gone') return false;
  const present = await ports.ledger.finding(finding.id);
  return present?.uid !== finding.uid || present.generation !== finding.generation;
}

interface Settled {
  readonly result: string;
  readonly move: FindingMove | undefined;
}

function moveFor(settlement: Settlement, delivery: Delivery): Settled {
  switch (settlement.kind) {
    case 'outside-organization':
      if (!UNSETTLED.has(delivery.finding.state))
        return { result: settlement.kind, move: undefined };
      return moved('outside-organization', delivery, {
        state: 'held',
        mode: 'ticket',
        what: `The project is not in ${delivery.ports.deployment.organization} any more, so nothing is done in it.`,
      });
    case 'gone':
      return mended('already-compliant', 'The job was deleted.', delivery);
    case 'unread': {
      const move = heldUnread(settlement.because, delivery.finding);
      return move === undefined ? { result: 'unread', move } : moved('unread', delivery, move);
    }
    case 'compliant':
      return mended(
        'already-compliant',
        compliantWords(delivery.finding, settlement.runsAs),
        delivery,
      );
    case 'below-approve':
      return told(settlement, delivery);
    case 'held':
      return held(settlement, delivery);
    case 'settling':
      return settles(settlement, delivery);
  }
}

function settles(
  { decision, until, settling }: Extract<Settlement, { kind: 'settling' }>,
  delivery: Delivery,
): Settled {
  const what = `It settles: the job was changed at ${settling.changed}, and is left alone until ${until}, so that a deploy under way can finish.`;
  return moved('settling', delivery, {
    ...{ state: 'settling', mode: decision.mode, settling, waitsUntil: until, what },
    decision: { ...decision, because: [...decision.because, what] },
  });
}

/** What Bailiff mended stays `remediated`; anything else is resolved by somebody else. */
function mended(result: string, what: string, delivery: Delivery): Settled {
  const { finding } = delivery;
  const { state } = finding;
  if (state === 'remediated' || state === 'resolved') return { result, move: undefined };
  return moved(result, delivery, { state: 'resolved', what, ifStill: finding });
}

function told(
  { decision, byApprover }: Extract<Settlement, { kind: 'below-approve' }>,
  delivery: Delivery,
): Settled {
  const { mode } = decision;
  const what = `Decided ${mode}: ${decision.because.join(' ')}`;
  const state = byApprover ? 'held' : stateBelowApprove(decision, delivery.finding.state);
  return moved(mode, delivery, { state, mode, decision, what });
}

function stateBelowApprove({ exemption, mode }: Decision, present: FindingState): FindingState {
  if (exemption !== undefined) return 'exempt';
  if (mode === 'observe') return 'open';
  // A remediation that was put back stays visible as failed, until the job changes again.
  return present === 'failed' ? 'failed' : 'ticketed';
}

function held(
  { hold, decision, asked, waitsUntil }: Extract<Settlement, { kind: 'held' }>,
  delivery: Delivery,
): Settled {
  const { mode, because } = hold;
  const waits = mode === 'approve';
  // What failed stays visible as failed, whoever has to look at it.
  const held = delivery.finding.state === 'failed' ? 'failed' : 'held';
  // Not in the history, which would grow with each time that it waits again.
  const again =
    waitsUntil === undefined ? [] : [`It waits until ${waitsUntil}, and is decided again then.`];
  return moved(waits ? 'awaiting-approval' : 'held', delivery, {
    state: waits ? 'awaiting-approval' : held,
    mode,
    decision: { ...decision, because: [...decision.because, ...again, ...because] },
    ...(asked === undefined ? {} : { proposal: asked.proposal, over: asked.over }),
    ...(waitsUntil === undefined ? {} : { waitsUntil }),
    what: [
      `${waits ? 'Waits for an approver' : 'Held at ticket'}: ${because.join(' ')}`,
      ...(asked === undefined ? [] : [...asked.because, planWords(asked.proposal)]),
    ].join(' '),
  });
}

function planWords({ digest, does, notes }: Proposal): string {
  return `The plan: ${[...does, ...notes].join(' ')} It is known as ${shortDigest(digest)}.`;
}

function moved(
  result: string,
  { ports }: Delivery,
  { what, ...move }: Omit<FindingMove, 'entry'> & { readonly what: string },
): Settled {
  return { result, move: { ...move, entry: { at: ports.now(), what } } };
}

/** The state that a remediation which ended while this delivery was looking left the finding in. */
async function concludedSince(
  settlement: Settlement,
  past: readonly Remediation[],
  { finding, ports }: Delivery,
): Promise<FindingState | undefined> {
  const known = past.flatMap(({ decision, outcome }) => (outcome === undefined ? [] : [decision]));
  const now = await ports.ledger.remediationsOf(claimedResource(finding));
  const ended = now.find(
    (one) =>
      concerns(one, finding.id) && one.outcome !== undefined && !known.includes(one.decision),
  );
  const kind = ended?.outcome?.kind;
  if (kind === 'failed') return kind;
  if (kind === 'undone') return 'held';
  // What was judged here may be newer than what that remediation made.
  const made = ended?.steps.findLast((step) => step.kind === 'assign-service-account')?.after;
  const older = !(
    'generation' in settlement && settlement.generation > Number(made?.['generation'])
  );
  return kind === 'remediated' && older ? kind : undefined;
}
