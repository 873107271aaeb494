import { type Instance, running } from './activity.ts';
import type { Random } from './random.ts';
import type { Trace } from './trace.ts';

/** Something that may happen next, once it is due. */
interface Turn {
  /** Milliseconds since 1970; 0 for what waits for nothing but its turn. */
  readonly due: number;
  /** Whose it is; it never happens once that one is dead. */
  readonly instance: Instance | undefined;
  readonly happen: () => void;
}

const LONGEST_STEP_MS = 400;
/** More than any run takes; what goes on longer goes round in circles. */
const MOST_STEPS = 15_000;

/**
 * One thing happens at a time, and chance decides which: a call of one instance takes effect, a message is delivered, a
 * timer rings, somebody does something. Time goes on a little with each, and to the next thing due when nothing else can
 * happen.
 */
export function createScheduler(random: Random, start: number, trace: Trace) {
  const turns: Turn[] = [];
  const held = new Set<Promise<unknown>>();
  let time = start;
  let steps = 0;

  function add(turn: Turn): () => void {
    turns.push(turn);
    return () => {
      const at = turns.indexOf(turn);
      if (at >= 0) turns.splice(at, 1);
    };
  }

  function takeNext(): Turn | undefined {
    for (let at = turns.length - 1; at >= 0; at -= 1)
      if (turns[at]?.instance?.dead === true) turns.splice(at, 1);
    let ready = turns.filter(({ due }) => due <= time);
    if (ready.length === 0) {
      const soonest = turns.reduce(
        (least, { due }) => Math.min(least, due),
        Number.POSITIVE_INFINITY,
      );
      if (soonest === Number.POSITIVE_INFINITY) return undefined;
      time = soonest;
      ready = turns.filter(({ due }) => due <= time);
    }
    const turn = random.pick(ready);
    turns.splice(turns.indexOf(turn), 1);
    return turn;
  }

  return {
    now: () => time,
    steps: () => steps,
    /** How much may happen yet, the turn under way left out. */
    pending: () => turns.length,
    /** The clock is set forward, as far as anybody can tell. */
    jump(milliseconds: number): void {
      time += milliseconds;
    },
    /** Has it happen after so many milliseconds, in the name of whoever asks. The answer calls it off. */
    after(milliseconds: number, happen: () => void): () => void {
      const instance = running.getStore()?.instance;
      // Clocks tell whole milliseconds, and back-offs are not always made of them.
      return add({ due: time + Math.max(Math.round(milliseconds), 0), instance, happen });
    },
    /** Waits for its turn; what is done then is done at once. Never, when the instance dies before. */
    gate<T>(happen: () => Promise<T>): Promise<T> {
      const instance = running.getStore()?.instance;
      return new Promise<T>((resolve, reject) => {
        add({ due: 0, instance, happen: () => void happen().then(resolve, reject) });
      });
    },
    /** Nothing happens until it is settled: for what takes real time. */
    async hold<T>(work: Promise<T>): Promise<T> {
      held.add(work);
      try {
        return await work;
      } finally {
        held.delete(work);
      }
    },
    /** Goes on until nothing is left that could happen. Throws when it does not end. */
    async run(): Promise<void> {
      for (;;) {
        // Nothing in this process waits for anything but its turn: whatever was set off has come to its next call by then.
        await settled(held, ROUNDS);
        const turn = takeNext();
        if (turn === undefined) return;
        steps += 1;
        if (steps > MOST_STEPS) throw new Error(`It does not end: ${steps} steps.`);
        time += random.below(LONGEST_STEP_MS);
        trace.at(time);
        turn.happen();
      }
    },
  };
}
export type Scheduler = ReturnType<typeof createScheduler>;

/** As many times as it takes whatever hands something on outside of promises, as Google's clients do. */
const ROUNDS = 4;

async function settled(held: ReadonlySet<Promise<unknown>>, rounds: number): Promise<void> {
  do {
    if (held.size > 0) await Promise.allSettled(held);
    for (let round = 0; round < rounds; round += 1)
      await new Promise<void>((resolve) => setImmediate(resolve));
  } while (held.size > 0);
}
