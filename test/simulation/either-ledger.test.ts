import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Keeper } from '../../simulation/keeper.ts';
import { runMany } from '../../simulation/run-many.ts';
import type { Result } from '../../simulation/simulate.ts';
import { type Emulator, startEmulator } from '../emulator.ts';
import { missing, needs } from '../requirements.ts';

const RUNS = 10;
const SEED = 5_000;

async function runsOn(keeper: Keeper): Promise<readonly Result[]> {
  const results: Result[] = [];
  await runMany({ runs: RUNS, seed: SEED, keeper, onRun: (result) => void results.push(result) });
  return results.sort((a, b) => a.seed - b.seed);
}

describe('the simulation on the Firestore ledger', () => {
  let emulator: Emulator | undefined;

  beforeEach(needs('emulators'));
  beforeAll(async () => {
    if (missing('emulators') === undefined) emulator = await startEmulator('Firestore');
  }, 90_000);
  afterAll(() => emulator?.stop());

  it('sees happen what happens on SQLite, call for call, and nothing is broken', async () => {
    const onFirestore = await runsOn({ emulator: emulator?.host ?? '' });
    const onSqlite = await runsOn('sqlite');
    expect(onFirestore.flatMap(({ broken }) => broken)).toEqual([]);
    expect(onFirestore.map(({ digest }) => digest)).toEqual(onSqlite.map(({ digest }) => digest));
    expect(onSqlite.some(({ writes }) => writes > 0)).toBe(true);
  }, 240_000);
});
