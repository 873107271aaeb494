import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { FaultKind } from './faults.ts';
import type { Keeper } from './keeper.ts';
import type { Result } from './simulate.ts';
import type { Task } from './worker.ts';

export interface Runs {
  readonly runs: number;
  /** Of the first run; the others follow. */
  readonly seed: number;
  /** Folder of the sources; this one when left out. */
  readonly root?: string;
  readonly processes?: number;
  readonly traced?: boolean;
  /** SQLite when left out. */
  readonly keeper?: Keeper;
  /** Told of every run as it ends; true to end them all. */
  readonly onRun?: (result: Result) => boolean | undefined;
}

export interface Summary {
  readonly runs: number;
  readonly steps: number;
  readonly writes: number;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  /** Runs that broke something, in the order of their seeds. */
  readonly failures: readonly Result[];
}

/** Seeds that a process takes at once. */
const BATCH = 5;

/** Simulates so many runs in several processes. Rejects when one of them ends by itself. */
export async function runMany(options: Runs): Promise<Summary> {
  const { runs, seed, processes = availableParallelism(), traced = false, onRun } = options;
  const { keeper = 'sqlite' } = options;
  const { root = join(import.meta.dirname, '..') } = options;
  const faults: Partial<Record<FaultKind, number>> = {};
  const failures: Result[] = [];
  const total = { runs: 0, steps: 0, writes: 0 };
  let next = seed;
  let over = false;

  function take(result: Result): void {
    total.runs += 1;
    total.steps += result.steps;
    total.writes += result.writes;
    for (const [kind, count] of Object.entries(result.faults))
      faults[kind as FaultKind] = (faults[kind as FaultKind] ?? 0) + count;
    if (result.broken.length > 0) failures.push(result);
    over ||= onRun?.(result) === true;
  }

  function takeSeeds(): readonly number[] {
    const first = next;
    next = Math.min(first + BATCH, seed + runs);
    return over ? [] : Array.from({ length: next - first }, (_, index) => first + index);
  }

  async function work(): Promise<void> {
    const child = fork(join(root, 'simulation/worker.ts'), {
      cwd: root,
      serialization: 'advanced',
    });
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) =>
        reject(new Error(`A process of the simulation ended with ${code}.`)),
      );
      child.on('message', (message: Result | { readonly idle: true }) => {
        if (!('idle' in message)) {
          take(message);
          if (over) resolve();
          return;
        }
        const seeds = takeSeeds();
        if (seeds.length === 0) return resolve();
        child.send({ seeds, traced, keeper } satisfies Task);
      });
    }).finally(() => child.kill('SIGKILL'));
  }

  const count = Math.max(1, Math.min(processes, Math.ceil(runs / BATCH)));
  await Promise.all(Array.from({ length: count }, work));
  return { ...total, faults, failures: failures.sort((a, b) => a.seed - b.seed) };
}
