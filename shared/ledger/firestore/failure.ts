import { z } from 'zod';
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
/** The members of a gaxios error that are looked at; the rest holds the request. */
const Thrown = z.object({
  name: text,
  message: text,
  code: text,
  config: z.unknown().optional(),
  response: z.object({ status: z.number(), data: z.unknown().optional() }).optional(),
});

// Where the body is not Firestore's, as of a proxy on the way. https://cloud.google.com/apis/design/errors
const STATUSES: ReadonlyMap<number, string> = new Map([
  [400, 'INVALID_ARGUMENT'],
  [401, 'UNAUTHENTICATED'],
  [403, 'PERMISSION_DENIED'],
  [404, 'NOT_FOUND'],
  [409, 'ABORTED'],
  [429, 'RESOURCE_EXHAUSTED'],
]);
const NO_CREDENTIALS = 'Could not load the default credentials';

/** What the HTTP client threw, as FirestoreFailure; any other error as it is. */
export function toFailure(error: unknown): unknown {
  const thrown = Thrown.safeParse(error).data;
  if (thrown === undefined) return error;
  const { name, message, code, config, response } = thrown;
  if (response !== undefined) {
    const said = Body.safeParse(response.data).data?.error;
    const status = said?.status ?? STATUSES.get(response.status) ?? 'UNAVAILABLE';
    return new FirestoreFailure(status, said?.message ?? `HTTP ${response.status}`);
  }
  if (message?.startsWith(NO_CREDENTIALS) === true)
    return new FirestoreFailure('UNAUTHENTICATED', NO_CREDENTIALS);
  if (config === undefined) return error;
  const late = [code, name].some((word) => word === 'TimeoutError' || word === 'ETIMEDOUT');
  return late
    ? new FirestoreFailure('DEADLINE_EXCEEDED', 'no answer in time')
    : new FirestoreFailure('UNAVAILABLE', code ?? 'no connection');
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
