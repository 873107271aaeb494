import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LedgerUnusable } from '../../../../shared/ledger/ledger-unusable.ts';
import { openSqliteLedger } from '../../../../shared/ledger/sqlite.ts';

// Holds the write lock of a file that writes no log ahead yet, for which SQLite itself does not wait.
const MAKER = `
  const db = new (require('node:sqlite').DatabaseSync)(process.argv[1]);
  db.exec('BEGIN IMMEDIATE');
  process.stdout.write('held');
  setTimeout(() => db.close(), 200);
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bailiff-store-'));
});
afterEach(() => rm(folder, { recursive: true }));

function expectRefused(path: string, words: string): void {
  const opening = () => openSqliteLedger(path);
  expect(opening).toThrow(LedgerUnusable);
  expect(opening).toThrow(`The ledger ${path} ${words}`);
}

function database(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

describe('a path that cannot be a ledger', () => {
  it('is refused when it is a folder', () => {
    expectRefused(folder, 'is a folder; name a file in it.');
  });

  it('is refused when its folder is not there, or is a file', async () => {
    const words =
      'cannot be opened; name a file in a folder that exists and that Bailiff may write to.';
    expectRefused(join(folder, 'none', 'ledger.db'), words);
    await writeFile(join(folder, 'file'), '');
    expectRefused(join(folder, 'file', 'ledger.db'), words);
  });

  it('is refused when it holds something else, which stays as it was', async () => {
    const path = join(folder, 'notes.txt');
    const notes = 'remember the milk\n'.repeat(200);
    await writeFile(path, notes);
    expectRefused(path, 'is no ledger but another kind of file; name another path.');
    expect(await readFile(path, 'utf8')).toBe(notes);
  });

  it("is refused when it is another program's database, with or without a version", () => {
    const words = 'is the database of another program; name another path.';
    const plain = join(folder, 'plain.db');
    database(plain, 'CREATE TABLE recipes (name TEXT)');
    expectRefused(plain, words);
    const versioned = join(folder, 'versioned.db');
    database(versioned, 'PRAGMA user_version = 1');
    expectRefused(versioned, words);
    const db = new DatabaseSync(plain);
    expect(db.prepare('SELECT name FROM sqlite_schema').all()).toMatchObject([{ name: 'recipes' }]);
    db.close();
  });

  it('is refused when a newer or an older Bailiff wrote it', async () => {
    const path = join(folder, 'ledger.db');
    await openSqliteLedger(path).close();
    database(path, 'PRAGMA user_version = 6');
    expectRefused(
      path,
      'has version 6 and this Bailiff knows 5; run the newer Bailiff that wrote it, or name another path.',
    );
    database(path, 'PRAGMA user_version = 1');
    expectRefused(
      path,
      'has version 1 and this Bailiff knows 5; move it away and begin with an empty one, or run the older Bailiff that wrote it.',
    );
  });

  it('is refused when it may not be written', async () => {
    // Permissions do not hold root back, so the file is opened as one that may only be read.
    await writeFile(join(folder, 'ledger.db'), '');
    expectRefused(
      `file:${join(folder, 'ledger.db')}?mode=ro`,
      'may not be written; give Bailiff write access to the file and its folder.',
    );
  });
});

describe('a ledger', () => {
  it('is found again with all it held', async () => {
    const path = join(folder, 'ledger.db');
    const first = openSqliteLedger(path);
    await first.count('ignored.no-resource');
    await first.close();
    const second = openSqliteLedger(path);
    expect(await second.counts()).toEqual({ 'ignored.no-resource': 1 });
    await second.close();
  });

  it('is made in a file that is there but empty', async () => {
    const path = join(folder, 'ledger.db');
    await writeFile(path, '');
    const ledger = openSqliteLedger(path);
    expect(await ledger.counts()).toEqual({});
    await ledger.close();
  });

  it('in memory is a new one each time', async () => {
    const [first, second] = [openSqliteLedger(':memory:'), openSqliteLedger(':memory:')];
    await first.count('ignored.no-resource');
    expect(await second.counts()).toEqual({});
    await first.close();
    await second.close();
  });

  it('writes ahead and waits for the disk', async () => {
    const path = join(folder, 'ledger.db');
    const ledger = openSqliteLedger(path);
    const db = new DatabaseSync(path);
    expect(db.prepare('PRAGMA journal_mode').get()?.['journal_mode']).toBe('wal');
    db.close();
    await ledger.close();
  });

  it('waits for a process that is about to make it', async () => {
    const path = join(folder, 'ledger.db');
    const maker = spawn(process.execPath, ['--eval', MAKER, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(maker, 'exit');
    await once(maker.stdout, 'data');
    const ledger = openSqliteLedger(path);
    expect(await ledger.counts()).toEqual({});
    await ledger.close();
    expect(await ended).toEqual([0, null]);
  });

  it('says that it is locked when another process does not let go', {
    timeout: 20_000,
  }, async () => {
    const path = join(folder, 'ledger.db');
    const ledger = openSqliteLedger(path);
    const holder = new DatabaseSync(path);
    holder.exec('BEGIN IMMEDIATE');
    expect(await ledger.counts()).toEqual({});
    await expect(ledger.count('ignored.no-resource')).rejects.toThrow(
      `The ledger ${path} is locked by another process for longer than 5 seconds; look for one that hangs.`,
    );
    holder.exec('ROLLBACK');
    holder.close();
    await ledger.count('ignored.no-resource');
    expect(await ledger.counts()).toEqual({ 'ignored.no-resource': 1 });
    await ledger.close();
  });
});
