import type { Credentials } from '../http/credentials.ts';
import type { Ledger } from './ledger.ts';
import { LedgerUnusable } from './ledger-unusable.ts';
import { parseLocation } from './location.ts';

interface Surroundings {
  /** Of the deployment; the Firestore database is in it. */
  readonly projectId: string;
  /** HOST:PORT of the Firestore emulator, if one stands in for Firestore. */
  readonly firestoreEmulator: string | undefined;
  /** What Firestore is called with; the Application Default Credentials when left out. */
  readonly credentials?: Credentials | undefined;
}

/**
 * Opens the ledger that `BAILIFF_LEDGER` names: the path of an SQLite file, which is made when it is not there, or
 * `firestore:DATABASE_ID`. Only the adapter that is wanted is loaded. Rejects with LedgerUnusable.
 */
export async function openLedger(
  location: string,
  { projectId, firestoreEmulator: emulator, credentials }: Surroundings,
): Promise<Ledger> {
  const place = parseLocation(location);
  switch (place?.kind) {
    case 'sqlite': {
      const { openSqliteLedger } = await import('./sqlite.ts');
      return openSqliteLedger(place.path);
    }
    case 'firestore': {
      const { openFirestoreLedger } = await import('./firestore.ts');
      return openFirestoreLedger({
        projectId,
        databaseId: place.databaseId,
        emulator,
        credentials,
      });
    }
    case undefined:
      throw new LedgerUnusable(
        location,
        'names no Firestore database; name one as firestore:bailiff, or a file.',
      );
  }
}
