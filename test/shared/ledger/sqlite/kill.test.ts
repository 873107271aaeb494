import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { openSqliteLedger } from '../../../../shared/ledger/sqlite.ts';
import { expectKept, expectTicketed, writeUntilKilled } from '../killed.ts';

const ROUNDS = 5;

it('a killed writer loses no acknowledged write and leaves no half one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bailiff-kill-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'ledger.db');
  const everything = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const names = [`a${round}`, `b${round}`];
    const lines = await writeUntilKilled(path, names);
    for (const line of lines) everything.add(line);
    const ledger = openSqliteLedger(path);
    for (const name of names) await expectKept(ledger, name, lines);
    await expectTicketed(ledger, everything);
    await ledger.close();
    expectWhole(path);
  }
  expect(everything.size).toBeGreaterThanOrEqual(ROUNDS * 2);
});

/** What one method writes to two tables is in both, and SQLite itself finds nothing wrong. */
function expectWhole(path: string): void {
  const db = new DatabaseSync(path, { readOnly: true });
  const halves = db
    .prepare(
      `SELECT id FROM findings f WHERE json_extract(body, '$.occurrences') <>
         (SELECT count(*) FROM occurrences WHERE finding = f.id)
       UNION ALL SELECT finding FROM occurrences WHERE finding NOT IN (SELECT id FROM findings)
       UNION ALL SELECT decision FROM steps WHERE decision NOT IN (SELECT decision FROM remediations)
       UNION ALL SELECT decision FROM remediations r WHERE iif(plan IS NULL, 0, 1) <>
         (SELECT count(*) FROM targets WHERE decision = r.decision)
       UNION ALL SELECT resource FROM uses u WHERE json_extract(body, '$.account') <>
         (SELECT group_concat(key) FROM use_keys WHERE resource = u.resource AND key LIKE '%@%')`,
    )
    .all();
  expect(halves).toEqual([]);
  expect({ ...db.prepare('PRAGMA integrity_check').get() }).toEqual({ integrity_check: 'ok' });
  db.close();
}
