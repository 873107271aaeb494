import type { Finding } from '../domain/finding.ts';
import { withEntry } from './history.ts';
import type { FindingMove } from './sighting.ts';

/** The finding after the move, as `Ledger.move` promises it, for every adapter; `undefined` when it must not be moved. */
export function moved(present: Finding, { ifStill, ...move }: FindingMove): Finding | undefined {
  const { uid, generation } = ifStill ?? present;
  if (present.uid !== uid || present.generation !== generation) return undefined;
  return {
    ...present,
    state: move.state ?? present.state,
    mode: move.mode ?? present.mode,
    decision: move.decision ?? present.decision,
    ticket: move.ticket ?? present.ticket,
    wayBack: move.wayBack ?? present.wayBack,
    history: move.entry === undefined ? present.history : withEntry(present.history, move.entry),
  };
}
