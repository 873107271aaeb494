import type { firestore_v1 } from 'googleapis/build/src/apis/firestore/v1.js';
import type { Collection, Collections, Ref } from './collections.ts';
import type { Documents, Snapshot } from './documents.ts';
import { KEPT_SECONDS } from './indexes.ts';
import { toFields } from './value.ts';

/** The fields of documents in the order of their names; `undefined` for one that is not there. */
export type Read<R extends readonly Ref[]> = {
  readonly [I in keyof R]: Collections[R[I]['collection']] | undefined;
};

/** What is read and written together: nothing is written if a document that is put has changed since it was read. */
export interface Unit {
  /** All as of one moment. */
  read<const R extends readonly Ref[]>(...refs: R): Promise<Read<R>>;
  /** Makes or replaces a document that this unit has read. */
  put<K extends Collection>(ref: Ref<K>, fields: Collections[K]): void;
  /** Makes or replaces a document, whatever it holds. */
  set<K extends Collection>(ref: Ref<K>, fields: Collections[K]): void;
  /** Adds so many to `n`, which begins at 0. */
  countUp(ref: Ref<'counters'>, name: string, times: number): void;
  /** One that this unit has read must not have changed since. */
  remove(ref: Ref): void;
}

/** What is written together without having been read. */
export interface Writes {
  /** Makes a document; with one that is there already, nothing is written. */
  create<K extends Collection>(ref: Ref<K>, fields: Collections[K]): void;
  /** Makes or replaces a document. */
  set<K extends Collection>(ref: Ref<K>, fields: Collections[K]): void;
  /** Adds so many to `n`, which begins at 0. */
  countUp(ref: Ref<'counters'>, name: string, times: number): void;
  remove(ref: Ref): void;
}

export interface OpenUnit extends Unit, Writes {
  /** Rejects with FirestoreFailure. */
  commit(): Promise<void>;
}

/** @param now milliseconds since 1970; what is not kept for ever is kept from then on. */
export function openUnit(documents: Documents, now: () => number): OpenUnit {
  const { nameOf } = documents;
  const snapshots = new Map<string, Snapshot>();
  const writes: firestore_v1.Schema$Write[] = [];
  const update = <K extends Collection>(
    ref: Ref<K>,
    fields: Collections[K],
    currentDocument?: firestore_v1.Schema$Precondition,
  ) => {
    const seconds = KEPT_SECONDS[ref.collection];
    const expires = seconds === undefined ? {} : { expires: new Date(now() + seconds * 1000) };
    writes.push({
      update: { name: nameOf(ref), fields: toFields({ ...fields, ...expires }) },
      ...(currentDocument === undefined ? {} : { currentDocument }),
    });
  };
  return {
    read: async (...refs) => {
      const read = await documents.get(refs);
      for (const [name, snapshot] of read) snapshots.set(name, snapshot);
      // Nobody but this folder writes the documents.
      return refs.map((ref) => read.get(nameOf(ref))?.fields) as Read<typeof refs>;
    },

    put: (ref, fields) => {
      const snapshot = snapshots.get(nameOf(ref));
      if (snapshot === undefined)
        throw new Error(`${nameOf(ref)} was to be put before it was read.`);
      const { updateTime } = snapshot;
      update(ref, fields, updateTime === undefined ? { exists: false } : { updateTime });
    },

    create: (ref, fields) => update(ref, fields, { exists: false }),

    set: (ref, fields) => update(ref, fields),

    countUp: (ref, name, times) => {
      writes.push({
        update: { name: nameOf(ref), fields: toFields({ name }) },
        updateMask: { fieldPaths: ['name'] },
        updateTransforms: [{ fieldPath: 'n', increment: { integerValue: String(times) } }],
      });
    },

    remove: (ref) => {
      const updateTime = snapshots.get(nameOf(ref))?.updateTime;
      writes.push({
        delete: nameOf(ref),
        ...(updateTime === undefined ? {} : { currentDocument: { updateTime } }),
      });
    },

    commit: async () => {
      if (writes.length > 0) await documents.commit(writes);
    },
  };
}
