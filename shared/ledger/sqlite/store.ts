import { statSync } from 'node:fs';
import {
  DatabaseSync,
  type SQLInputValue,
  type SQLOutputValue,
  type StatementSync,
} from 'node:sqlite';
import { LedgerUnusable } from '../ledger-unusable.ts';
import { BUSY, inWords, resultCode } from './in-words.ts';
import { prepareSchema } from './schema.ts';

const BUSY_MILLISECONDS = 5000;

type Row = Record<string, SQLOutputValue>;

/** One connection to the ledger's file. Each statement is prepared once; `R` is what its columns are. */
export interface Store {
  one<R extends Row>(sql: string, ...values: SQLInputValue[]): R | undefined;
  all<R extends Row>(sql: string, ...values: SQLInputValue[]): readonly R[];
  /** How many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** Takes the write lock first: who reads and then asks for it fails at once when another was faster. */
  write<T>(work: () => T): T;
  close(): void;
}

/** Opens the file, or makes it. Throws LedgerUnusable. */
export function openStore(path: string): Store {
  const db = open(path);
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    if (!db.isOpen) throw new LedgerUnusable(path, 'was closed; open it again.');
    const statement = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const worded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw inWords(path, error);
    }
  };
  return {
    one: <R extends Row>(sql: string, ...values: SQLInputValue[]) =>
      worded(() => prepared(sql).get(...values) as R | undefined),
    all: <R extends Row>(sql: string, ...values: SQLInputValue[]) =>
      worded(() => prepared(sql).all(...values) as R[]),
    run: (sql, ...values) => worded(() => Number(prepared(sql).run(...values).changes)),
    write: (work) =>
      worded(() => {
        prepared('BEGIN IMMEDIATE').run();
        try {
          const result = work();
          prepared('COMMIT').run();
          return result;
        } catch (error) {
          if (db.isTransaction) prepared('ROLLBACK').run();
          throw error;
        }
      }),
    close: () => {
      if (db.isOpen) db.close();
    },
  };
}

function open(path: string): DatabaseSync {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new LedgerUnusable(path, 'is a folder; name a file in it.');
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: BUSY_MILLISECONDS });
    useWriteAheadLog(db, path);
    db.exec('PRAGMA synchronous = FULL');
    prepareSchema(db, path);
    return db;
  } catch (error) {
    if (db?.isOpen === true) db.close();
    throw inWords(path, error);
  }
}

/** SQLite's timeout does not cover this switch, which fails at once while another process opens the same new file. */
function useWriteAheadLog(db: DatabaseSync, path: string): void {
  const last = Date.now() + BUSY_MILLISECONDS;
  for (;;) {
    try {
      const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
      // A ledger in memory has no log to write ahead.
      if (mode === 'wal' || mode === 'memory') return;
      throw new LedgerUnusable(
        path,
        'lies on a disk that several processes cannot share; name a path on a local disk.',
      );
    } catch (error) {
      if (resultCode(error) !== BUSY || Date.now() > last) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
