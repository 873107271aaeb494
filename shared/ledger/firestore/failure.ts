import { z } from 'zod';
import { NoCredentials } from '../../http/credentials.ts';
import type { Answer } from '../../http/exchange.ts';
import { Unanswered } from '../../http/unanswered.ts';
import { LedgerUnusable } from '../ledger-unusable.ts';
import { type Database, locationOf } from './database.ts';

/** The status of a change that another writer was faster than. */
export const OVERTAKEN = 'OVERTAKEN';

/** What Firestore answered instead of a result; made into a LedgerUnusable before it leaves the ledger. */
export class FirestoreFailure extends Error {
  override readonly name = 'FirestoreFailure';
  /** A name of google.rpc.Code, or OVERTAKEN. */
  readonly status: string;
  constructor(status: string, message: string) {
    super(message);
    this.status = status;
  }
}

const text = z.string().optional().catch(undefined);
/** google.rpc.Status. The methods that stream answer a list, whose one entry it is. */
const Body = z.preprocess(
  (body) => (Array.isArray(body) ? body[0] : body),
  z.object({ error: z.object({ status: text, message: text }) }),
);

// Where the body is not Firestore's, as of a proxy on the way. https://cloud.google.com/apis/design/errors
const STATUSES: ReadonlyMap<number, string> = new Map([
  [400, 'INVALID_ARGUMENT'],
  [401, 'UNAUTHENTICATED'],
  [403, 'PERMISSION_DENIED'],
  [404, 'NOT_FOUND'],
  [409, 'ABORTED'],
  [429, 'RESOURCE_EXHAUSTED'],
]);

/** The JSON of an answer, which is taken to be a `T`. Throws FirestoreFailure for any but a good one. */
export function answered<T>({ status, text: answer }: Answer): T {
  const body = json(answer);
  if (status === 200 && body !== undefined) return body as T;
  const said = Body.safeParse(body).data?.error;
  throw new FirestoreFailure(
    said?.status ?? STATUSES.get(status) ?? 'UNAVAILABLE',
    said?.message ?? `HTTP ${status}`,
  );
}

function json(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    // Its message would quote the answer.
    return undefined;
  }
}

/** What kept a call from being answered, as FirestoreFailure; any other error as it is. */
export function toFailure(error: unknown): unknown {
  if (error instanceof NoCredentials) return new FirestoreFailure('UNAUTHENTICATED', error.message);
  if (!(error instanceof Unanswered)) return error;
  return error.kind === 'late'
    ? new FirestoreFailure('DEADLINE_EXCEEDED', error.message)
    : new FirestoreFailure('UNAVAILABLE', error.message);
}

/** The error in words for whoever runs Bailiff; any that is not Firestore's comes back as it is. */
export function inWords(database: Database, error: unknown): unknown {
  if (!(error instanceof FirestoreFailure)) return error;
  return new LedgerUnusable(locationOf(database), wordsFor(error, database), error);
}

function wordsFor(
  { status, message }: FirestoreFailure,
  { projectId, emulator }: Database,
): string {
  switch (status) {
    case 'UNAVAILABLE':
    case 'DEADLINE_EXCEEDED':
    case 'INTERNAL':
      return emulator === undefined
        ? `cannot be reached (${message}); look at https://status.cloud.google.com, and whether the caller has a way to Google's APIs.`
        : `cannot be reached (${message}); start the Firestore emulator at ${emulator}, which FIRESTORE_EMULATOR_HOST names.`;
    case 'UNAUTHENTICATED':
      return `takes nobody without credentials (${message}); run where Google Cloud provides them, or log in with gcloud auth application-default login.`;
    case 'PERMISSION_DENIED':
      return `refuses its caller (${message}); grant it roles/datastore.user on ${projectId}, and enable firestore.googleapis.com there.`;
    case 'NOT_FOUND':
      return `is not there (${message}); make the database with terraform apply, or name another.`;
    case 'FAILED_PRECONDITION':
      return `lacks an index, or is in Datastore mode (${message}); run terraform apply, and wait until the indexes are built.`;
    case 'RESOURCE_EXHAUSTED':
      return `is over a quota (${message}); look at the quotas of Firestore in ${projectId}.`;
    case 'ABORTED':
    case OVERTAKEN:
      return 'is written by too many at once for this change to come through; the next delivery tries again.';
    default:
      return `refuses what it was asked (${status}: ${message}); that is an error of Bailiff, please report it.`;
  }
}
