import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteLedger } from '../../../../shared/ledger/sqlite.ts';

interface Result {
  readonly won: readonly string[];
  readonly lost: Readonly<Record<string, number>>;
  readonly errors: readonly string[];
}

/** Lets so many processes open one new ledger at once and claim the same 200 decisions. */
async function race(path: string, processes: number, budget: number): Promise<readonly Result[]> {
  const racer = fileURLToPath(new URL('./racer.ts', import.meta.url));
  const racers = Array.from({ length: processes }, (_, n) =>
    spawn(process.execPath, [racer, path, `racer-${n}`, '200', `${budget}`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  onTestFinished(() => {
    for (const one of racers) one.kill('SIGKILL');
  });
  await Promise.all(racers.map(({ stdout }) => once(stdout, 'data')));
  for (const { stdin } of racers) stdin.write('go');
  return (await Promise.all(racers.map(({ stdout }) => json(stdout)))) as Result[];
}

async function ledgerPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bailiff-race-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'ledger.db');
}

describe.for([2, 4])('%i processes that claim 200 decisions', (processes) => {
  it('win each exactly once, without an error', async () => {
    const path = await ledgerPath();
    const results = await race(path, processes, 1000);
    expect(results.flatMap(({ errors }) => errors)).toEqual([]);
    const won = results.flatMap((result) => result.won);
    expect([won.length, new Set(won).size]).toEqual([200, 200]);
    const busy = results.map(({ lost }) => lost['busy'] ?? 0);
    expect(busy.reduce((sum, n) => sum + n)).toBe((processes - 1) * 200);
    const ledger = openSqliteLedger(path);
    expect(await ledger.counts()).toEqual({ won: 200 });
    await ledger.close();
  });

  it('start exactly as many as the budget allows', async () => {
    const results = await race(await ledgerPath(), processes, 57);
    expect(results.flatMap(({ errors }) => errors)).toEqual([]);
    const won = results.flatMap((result) => result.won);
    expect([won.length, new Set(won).size]).toEqual([57, 57]);
  });
});
