import type { firestore_v1 } from 'googleapis/build/src/apis/firestore/v1.js';
import { bearer } from '../../http/credentials.ts';
import { defaultCredentials } from '../../http/default-credentials.ts';
import { exchange } from '../../http/exchange.ts';
import { overHttp } from '../../http/over-http.ts';
import type { Ref } from './collections.ts';
import type { Database } from './database.ts';
import { answered, toFailure } from './failure.ts';
import { type Fields, fromFields } from './value.ts';

/** A document as it stood when it was read. */
export interface Snapshot {
  /** `undefined` when it was not there. */
  readonly fields: Fields | undefined;
  /** Another one after every change. */
  readonly updateTime: string | undefined;
}

export interface Documents {
  /** By their resource names, all as of one moment. */
  get(refs: readonly Ref[]): Promise<ReadonlyMap<string, Snapshot>>;
  query(query: firestore_v1.Schema$StructuredQuery): Promise<readonly Fields[]>;
  /** All writes or none. */
  commit(writes: readonly firestore_v1.Schema$Write[]): Promise<void>;
  /** The resource name of a document. */
  nameOf(ref: Ref): string;
}

const SCOPE = 'https://www.googleapis.com/auth/datastore';
const TIMEOUT_MS = 10_000;

/**
 * The documents of one database, over REST: the gRPC client alone is larger than a whole function may be, and takes
 * longer to load than one may take to start. Rejects with FirestoreFailure, and tries nothing twice. Needs
 * datastore.entities.{get, list, create, update, delete}.
 * https://cloud.google.com/firestore/docs/reference/rest/v1/projects.databases.documents
 */
export function openDocuments(database: Database): Documents {
  const { projectId, databaseId } = database;
  const root = `projects/${projectId}/databases/${databaseId}/documents`;
  const nameOf = ({ collection, id }: Ref) => `${root}/${collection}/${id}`;
  const call = connect(root, database);
  return {
    nameOf,

    get: async (refs) => {
      const documents = [...new Set(refs.map(nameOf))];
      const answers: firestore_v1.Schema$BatchGetDocumentsResponse[] = await call('batchGet', {
        documents,
      });
      return new Map(
        answers.map(({ found, missing }) => [
          found?.name ?? missing ?? '',
          {
            fields: found === undefined ? undefined : fromFields(found.fields),
            updateTime: found?.updateTime ?? undefined,
          },
        ]),
      );
    },

    query: async (structuredQuery) => {
      const answers: firestore_v1.Schema$RunQueryResponse[] = await call('runQuery', {
        structuredQuery,
      });
      return answers.flatMap(({ document }) =>
        document === undefined ? [] : [fromFields(document.fields)],
      );
    },

    commit: async (writes) => {
      await call('commit', { writes });
    },
  };
}

type Call = <T>(method: 'batchGet' | 'runQuery' | 'commit', data: object) => Promise<T>;

function connect(root: string, { emulator, credentials }: Database): Call {
  const real = emulator === undefined;
  const url = `${real ? 'https://firestore.googleapis.com' : `http://${emulator}`}/v1/${root}`;
  // The emulator takes this for an administrator, and looks at no security rules.
  const caller = real ? (credentials ?? defaultCredentials(SCOPE)) : bearer('owner');
  return async <T>(method: string, data: object) => {
    try {
      const answer = await exchange(overHttp, `${url}:${method}`, {
        method: 'POST',
        headers: { ...(await caller()), 'content-type': 'application/json' },
        body: JSON.stringify(data),
        timeoutMs: TIMEOUT_MS,
      });
      return answered<T>(answer);
    } catch (error) {
      throw toFailure(error);
    }
  };
}
