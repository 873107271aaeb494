import { setTimeout as sleep } from 'node:timers/promises';
import { FirestoreFailure, OVERTAKEN } from './failure.ts';

/** So often work is done again; a change that others overtake as often is given up some 10 seconds later. */
const MOST = { overtaken: 50, failed: 2 };
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 400;

/** What may be otherwise in a moment. https://cloud.google.com/firestore/docs/understand-error-codes */
const PASSING: ReadonlySet<string> = new Set([
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'INTERNAL',
  'RESOURCE_EXHAUSTED',
  'ABORTED',
]);

/** Does the work until it comes through. Rejects with its last error, once it failed too often or will always fail. */
export async function tried<T>(work: () => Promise<T>, pause = pauseAtRandom): Promise<T> {
  const times = { overtaken: 0, failed: 0 };
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const kind = kindOf(error);
      if (kind === undefined || times[kind] >= MOST[kind]) throw error;
      times[kind] += 1;
      await pause(times.overtaken + times.failed);
    }
  }
}

function kindOf(error: unknown): keyof typeof MOST | undefined {
  if (!(error instanceof FirestoreFailure)) return undefined;
  if (error.status === OVERTAKEN) return 'overtaken';
  return PASSING.has(error.status) ? 'failed' : undefined;
}

/** A while at random, longer each time, so that those who collided do not meet again. */
function pauseAtRandom(times: number): Promise<void> {
  return sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** times));
}
