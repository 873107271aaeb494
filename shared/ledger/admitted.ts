import { instant, isBefore, secondsAfter } from './instant.ts';
import type { AdmissionLimit } from './ledger.ts';

/** What the ledger holds of one scope: what was admitted and when, oldest first. */
export interface Admission {
  readonly item: string;
  /** In the form of instant(). */
  readonly at: string;
}

/**
 * The admissions of a scope after `item` was admitted, as `Ledger.admit` promises it, for every adapter: those that
 * left the window are gone. `present` itself when the item is among them already; `undefined` when it is refused.
 */
export function admitted(
  present: readonly Admission[],
  item: string,
  at: string,
  { most, windowSeconds }: AdmissionLimit,
): readonly Admission[] | undefined {
  const newest = present.at(-1)?.at;
  // An event that comes late counts as of the newest, or a backlog out of order would pass many times the limit.
  const now = newest === undefined || isBefore(newest, at) ? instant(at) : newest;
  const start = instant(secondsAfter(now, -windowSeconds));
  const within = present.filter((admission) => isBefore(start, admission.at));
  if (within.some((admission) => admission.item === item)) return present;
  return within.length < most ? [...within, { item, at: now }] : undefined;
}
