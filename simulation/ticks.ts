import type { Ledger } from '../shared/ledger/ledger.ts';
import { sendTick } from './acts/operators.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
/** Holds last for days, and no run does. */
const HORIZON_MS = 3 * 3_600_000;
const FAR = '2031-01-01T00:00:00Z';
const IDLE = 0.05;

/**
 * Looks each minute whether something is due, as Cloud Scheduler has evaluate do; a minute in which nothing is, is left
 * out but for one in twenty. Ends when `over` says so, nothing else is going on and nothing comes due within hours; until then
 * the minutes in which nothing can happen go by at once.
 */
export function startTicks(world: World, over: () => boolean): void {
  const { scheduler, ledger, random, faults } = world;
  async function tick(): Promise<void> {
    const now = scheduler.now();
    const first = await firstDue(ledger);
    const waits = first === undefined ? Number.POSITIVE_INFINITY : first - now;
    if (waits <= 0 || (!over() && random.chance(IDLE))) {
      if (!faults.strikes('tick missed')) sendTick(world);
    } else if (over() && scheduler.pending() === 0) {
      if (waits > HORIZON_MS) return;
      return next(waits);
    }
    next(MINUTE_MS);
  }
  const next = (milliseconds: number) =>
    void scheduler.after(Math.max(milliseconds, MINUTE_MS), () => void tick());
  next(random.below(MINUTE_MS));
}

/** Milliseconds since 1970. */
async function firstDue(ledger: Pick<Ledger, 'due'>): Promise<number | undefined> {
  const [first] = await ledger.due(FAR, 1);
  return first === undefined ? undefined : Date.parse(first.due);
}
