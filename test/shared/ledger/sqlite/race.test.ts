import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteLedger } from '../../../../shared/ledger/sqlite.ts';
import { tries } from '../../../thorough.ts';
import { race } from '../race.ts';

async function ledgerPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bailiff-race-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'ledger.db');
}

const DECISIONS = tries(100, 200);

describe.for([2, 4])(`%i processes that claim ${DECISIONS} decisions`, (processes) => {
  it('win each exactly once, without an error', async () => {
    const path = await ledgerPath();
    const results = await race(path, { processes, decisions: DECISIONS, budget: 1000 });
    expect(results.flatMap(({ errors }) => errors)).toEqual([]);
    const won = results.flatMap((result) => result.won);
    expect([won.length, new Set(won).size]).toEqual([DECISIONS, DECISIONS]);
    const busy = results.map(({ lost }) => lost['busy'] ?? 0);
    expect(busy.reduce((sum, n) => sum + n)).toBe((processes - 1) * DECISIONS);
    const ledger = openSqliteLedger(path);
    expect(await ledger.counts()).toEqual({ won: DECISIONS });
    await ledger.close();
  });

  it('start exactly as many as the budget allows, and admit as many as the limit does', async () => {
    const results = await race(await ledgerPath(), { processes, decisions: DECISIONS, budget: 57 });
    expect(results.flatMap(({ errors }) => errors)).toEqual([]);
    const won = results.flatMap((result) => result.won);
    expect([won.length, new Set(won).size]).toEqual([57, 57]);
    expect(results.flatMap(({ admitted }) => admitted)).toHaveLength(57);
  });
});
