import type { Credentials } from '../../http/credentials.ts';

/** One Firestore database, in native mode. */
export interface Database {
  readonly projectId: string;
  readonly databaseId: string;
  /** HOST:PORT of the emulator that stands in for Firestore; then no credentials are looked for. */
  readonly emulator: string | undefined;
  /** The Application Default Credentials when left out. */
  readonly credentials?: Credentials | undefined;
}

/** As `BAILIFF_LEDGER` names it, and in which project it is. */
export function locationOf({ projectId, databaseId }: Database): string {
  return `firestore:${databaseId} in ${projectId}`;
}
