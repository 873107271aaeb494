export interface PumpOptions<T> {
  /** How many items run at once. */
  readonly concurrency: number;
  /** Runs one item; `undefined` ends it, a number runs it again after as many milliseconds. Never rejects. */
  readonly run: (item: T) => Promise<number | undefined>;
  /** Called whenever the last item has ended. */
  readonly emptied: () => void;
}

/** Runs items when they are due, first due first, until each has ended. */
export interface Pump<T> {
  add(item: T, delayMilliseconds: number): void;
  /** Until then items are only held. */
  start(): void;
  /** Starts nothing more, and resolves when what runs has come back. */
  stop(): Promise<void>;
  /** Items that have not ended. */
  size(): number;
}

export function createPump<T>({ concurrency, run, emptied }: PumpOptions<T>): Pump<T> {
  const ready: T[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const stopping: (() => void)[] = [];
  let held: { readonly item: T; readonly due: number }[] = [];
  let going = false;
  let running = 0;
  let size = 0;

  function schedule(item: T, delayMilliseconds: number): void {
    if (!going) {
      held.push({ item, due: performance.now() + delayMilliseconds });
      return;
    }
    if (delayMilliseconds <= 0) {
      ready.push(item);
      turn();
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      ready.push(item);
      turn();
    }, delayMilliseconds);
    timers.add(timer);
  }

  function turn(): void {
    while (going && running < concurrency) {
      const item = ready.shift();
      if (item === undefined) return;
      running += 1;
      void run(item).then((again) => finished(item, again));
    }
  }

  function finished(item: T, again: number | undefined): void {
    running -= 1;
    if (again === undefined) size -= 1;
    else schedule(item, again);
    if (size === 0) emptied();
    if (running === 0) for (const resolve of stopping.splice(0)) resolve();
    turn();
  }

  return {
    add(item, delayMilliseconds) {
      size += 1;
      schedule(item, delayMilliseconds);
    },
    start() {
      going = true;
      const now = performance.now();
      const due = held;
      held = [];
      for (const one of due) schedule(one.item, one.due - now);
    },
    async stop() {
      going = false;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      if (running > 0) await new Promise<void>((resolve) => stopping.push(resolve));
    },
    size: () => size,
  };
}
