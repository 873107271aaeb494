import { LedgerUnusable } from '../ledger-unusable.ts';
import type { Collection, Collections, Ref } from './collections.ts';
import { type Database, locationOf } from './database.ts';
import { openDocuments } from './documents.ts';
import { FirestoreFailure, inWords, OVERTAKEN } from './failure.ts';
import { type List, toQuery } from './list.ts';
import { tried } from './tries.ts';
import { openUnit, type Read, type Unit, type Writes } from './unit.ts';

/** How Firestore says that a document is no longer as it was read. */
const CHANGED: ReadonlySet<string> = new Set([
  'ALREADY_EXISTS',
  'FAILED_PRECONDITION',
  'NOT_FOUND',
  'ABORTED',
]);

/** One database. Every method rejects with LedgerUnusable, also when it was closed. */
export interface Store {
  /** All as of one moment. */
  read<const R extends readonly Ref[]>(...refs: R): Promise<Read<R>>;
  list<K extends Collection>(collection: K, list: List<K>): Promise<readonly Collections[K][]>;
  /**
   * Does the work, then writes what it put, all or nothing. The work is done again from its start when another writer
   * has changed one of the documents in between, or when nobody can say whether the writes came through. No lock is
   * held, so that of several writers one always comes through. What the work throws ends it.
   */
  change<T>(work: (unit: Unit) => Promise<T>): Promise<T>;
  /** Writes all or nothing; false when a document to be created was there. */
  write(put: (writes: Writes) => void): Promise<boolean>;
  close(): void;
}

export function openStore(database: Database, now: () => number): Store {
  const documents = openDocuments(database);
  let closed = false;

  const worded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await tried(() => {
        if (closed) throw new LedgerUnusable(locationOf(database), 'was closed; open it again.');
        return work();
      });
    } catch (error) {
      throw inWords(database, error);
    }
  };

  return {
    read: <const R extends readonly Ref[]>(...refs: R) =>
      worded(() => openUnit(documents, now).read<R>(...refs)),

    list: async <K extends Collection>(collection: K, list: List<K>) => {
      const found = await worded(() => documents.query(toQuery(collection, list)));
      // Nobody but this folder writes the documents.
      return found as readonly unknown[] as readonly Collections[K][];
    },

    change: (work) =>
      worded(async () => {
        const unit = openUnit(documents, now);
        const answer = await work(unit);
        try {
          await unit.commit();
        } catch (error) {
          throw changed(error) ? new FirestoreFailure(OVERTAKEN, error.message) : error;
        }
        return answer;
      }),

    write: (put) =>
      worded(async () => {
        const unit = openUnit(documents, now);
        put(unit);
        try {
          await unit.commit();
          return true;
        } catch (error) {
          if (changed(error) && error.status === 'ALREADY_EXISTS') return false;
          throw error;
        }
      }),

    close: () => {
      closed = true;
    },
  };
}

function changed(error: unknown): error is FirestoreFailure {
  return error instanceof FirestoreFailure && CHANGED.has(error.status);
}
