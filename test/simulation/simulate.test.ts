import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../../simulation/faults.ts';
import { runMany } from '../../simulation/run-many.ts';
import type { Result } from '../../simulation/simulate.ts';

const RUNS = 12;
const SEED = 4_000;

async function all(): Promise<readonly Result[]> {
  const results: Result[] = [];
  await runMany({ runs: RUNS, seed: SEED, onRun: (result) => void results.push(result) });
  return results.sort((a, b) => a.seed - b.seed);
}

describe('the simulation', () => {
  it('does the same whenever a seed is run again, in another process and behind other runs', async () => {
    const first = await all();
    const again = await all();
    expect(first.map(({ seed }) => seed)).toEqual(Array.from({ length: RUNS }, (_, n) => SEED + n));
    expect(again.map(({ digest }) => digest)).toEqual(first.map(({ digest }) => digest));
    expect(new Set(first.map(({ digest }) => digest)).size).toBe(RUNS);
    expect(first.flatMap(({ seed, broken }) => broken.map((one) => `${seed} ${one}`))).toEqual([]);
    // Runs in which nothing is written or nothing goes wrong would prove nothing.
    expect(first.some(({ writes }) => writes > 0)).toBe(true);
    const struck = new Set(first.flatMap(({ faults }) => Object.keys(faults)));
    expect(struck.size).toBeGreaterThan(FAULT_KINDS.length / 2);
  }, 240_000);
});
