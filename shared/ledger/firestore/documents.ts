import { GoogleAuth, PassThroughClient } from 'google-auth-library';
import type { firestore_v1 } from 'googleapis/build/src/apis/firestore/v1.js';
import type { Ref } from './collections.ts';
import type { Database } from './database.ts';
import { toFailure } from './failure.ts';
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
export function openDocuments({ projectId, databaseId, emulator }: Database): Documents {
  const root = `projects/${projectId}/databases/${databaseId}/documents`;
  const nameOf = ({ collection, id }: Ref) => `${root}/${collection}/${id}`;
  const call = connect(root, emulator);
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

function connect(root: string, emulator: string | undefined): Call {
  const real = emulator === undefined;
  const auth = new GoogleAuth(real ? { scopes: [SCOPE] } : { authClient: new PassThroughClient() });
  const url = `${real ? 'https://firestore.googleapis.com' : `http://${emulator}`}/v1/${root}`;
  // The emulator takes this for an administrator, and looks at no security rules.
  const headers = real ? {} : { authorization: 'Bearer owner' };
  return async <T>(method: string, data: object) => {
    try {
      const answer = await auth.request<T>({
        url: `${url}:${method}`,
        method: 'POST',
        data,
        headers,
        retry: false,
        timeout: TIMEOUT_MS,
      });
      return answer.data;
    } catch (error) {
      throw toFailure(error);
    }
  };
}
