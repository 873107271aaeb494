import { createHash } from 'node:crypto';
import { isBefore, secondsAfter } from '../../shared/ledger/instant.ts';

const WINDOW_SECONDS = 3600;

/** What stands in front of one who waits for a limit. */
export interface Queue {
  /** From then on one more may start. */
  readonly until: string;
  /** When the last of the others in line is due; `undefined` when there are none. */
  readonly last: string | undefined;
  /** How many may start within an hour. */
  readonly most: number;
  /** Whether he has waited in this line before. */
  readonly again: boolean;
}

/**
 * When a finding is decided again that waits for a limit: behind the last in line, as far apart as starts are on
 * average. Within an hour at the latest, since the line may move faster; and where more wait than that, spread over the
 * hour, each at a time of its own, so that a thousand do not come at once.
 */
export function placeInLine({ until, last, most, again }: Queue, finding: string): string {
  if (last === undefined || isBefore(last, until)) return until;
  const waits = Math.min((Date.parse(last) - Date.parse(until)) / 1000, WINDOW_SECONDS);
  // Whoever was overtaken is not sent to the end again.
  if (again) return secondsAfter(until, waits * shareOf(finding));
  const behind = waits + WINDOW_SECONDS / most;
  return secondsAfter(until, behind <= WINDOW_SECONDS ? behind : WINDOW_SECONDS * shareOf(finding));
}

/** From 0 to below 1, the same each time. */
function shareOf(finding: string): number {
  return createHash('sha256').update(finding).digest().readUInt32BE() / 2 ** 32;
}
