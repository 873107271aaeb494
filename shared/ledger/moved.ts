import type { Finding, FindingState } from '../domain/finding.ts';
import { withEntry } from './history.ts';
import { isBefore } from './instant.ts';
import type { FindingMove } from './sighting.ts';

/** The finding after the move, as `Ledger.move` promises it, for every adapter; `undefined` when it must not be moved. */
export function moved(present: Finding, { ifStill, ...move }: FindingMove): Finding | undefined {
  if (ifStill !== undefined && !isStill(present, ifStill)) return undefined;
  const state = move.state ?? present.state;
  return {
    ...present,
    ...approvalOf(present, state, move),
    ...waitOf(present, move),
    state,
    mode: move.mode ?? present.mode,
    decision: move.decision ?? present.decision,
    ticket: move.ticket ?? present.ticket,
    wayBack: move.wayBack ?? present.wayBack,
    ...(move.fight === undefined ? {} : { fight: move.fight }),
    history: move.entry === undefined ? present.history : withEntry(present.history, move.entry),
  };
}

/** A proposal is there while it waits; what waits or was mended is held by nobody any more. */
function approvalOf(present: Finding, state: FindingState, move: FindingMove) {
  const waits = state === 'awaiting-approval';
  const free = waits || state === 'remediated';
  return {
    proposal: waits ? (move.proposal ?? present.proposal) : undefined,
    request: present.request?.id === move.over ? undefined : present.request,
    hold: free ? undefined : (move.hold ?? present.hold),
  };
}

/** Who was mended by Bailiff settles anew when he is set back. */
function waitOf({ waitsUntil, settling }: Finding, move: FindingMove) {
  return {
    waitsUntil: move.state === undefined ? waitsUntil : move.waitsUntil,
    settling: move.state === 'remediated' ? undefined : (move.settling ?? settling),
  };
}

/** A denied deploy has no generation: of those, a later one than was known makes another state. */
function isStill(present: Finding, known: NonNullable<FindingMove['ifStill']>): boolean {
  const { uid, generation, lastSeen } = known;
  if (present.uid !== uid || present.generation !== generation) return false;
  return !present.attempted || lastSeen === undefined || !isBefore(lastSeen, present.lastSeen);
}
