// One process of the simulation: takes ranges of seeds from its parent, and tells it what came of each run.

import type { Keeper } from './keeper.ts';
import { seedProcess } from './seeded-process.ts';

export interface Task {
  readonly seeds: readonly number[];
  /** Whether the lines of runs that broke nothing are wanted too. */
  readonly traced: boolean;
  readonly keeper: Keeper;
}

const { send } = process;
const tell = (message: object) =>
  new Promise<void>((resolve) => void send?.call(process, message, () => resolve()));

seedProcess();
// Only now, so that nothing that it loads has kept the clock or the chance of before.
const { simulate } = await import('./simulate.ts');

process.on('message', ({ seeds, traced, keeper }: Task) => {
  void (async () => {
    for (const seed of seeds) {
      const { trace, ...result } = await simulate(seed, keeper);
      await tell({ ...result, trace: traced || result.broken.length > 0 ? trace : [] });
    }
    await tell({ idle: true });
  })();
});
await tell({ idle: true });
