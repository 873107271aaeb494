import type { Credentials } from '../http/credentials.ts';
import { accountsIn } from './firestore/accounts.ts';
import { admissionsIn } from './firestore/admissions.ts';
import { alertsIn } from './firestore/alerts.ts';
import { ceilingsIn } from './firestore/ceilings.ts';
import { claimsIn } from './firestore/claims.ts';
import { eventsIn } from './firestore/events.ts';
import { findingsIn } from './firestore/findings.ts';
import { journalIn } from './firestore/journal.ts';
import { noticesIn } from './firestore/notices.ts';
import { remediationsIn } from './firestore/remediations.ts';
import { openStore } from './firestore/store.ts';
import { sweepsIn } from './firestore/sweeps.ts';
import { ticketsIn } from './firestore/tickets.ts';
import { usesIn } from './firestore/uses.ts';
import { wakesIn } from './firestore/wakes.ts';
import type { Ledger } from './ledger.ts';

interface FirestoreLedgerOptions {
  readonly projectId: string;
  /** Of a database in native mode that no other program writes to. */
  readonly databaseId: string;
  /** HOST:PORT of the emulator that stands in for Firestore; then no credentials are looked for. */
  readonly emulator?: string | undefined;
  /** Of whoever keeps the ledger; the Application Default Credentials when left out. */
  readonly credentials?: Credentials | undefined;
  /** Milliseconds since 1970; what is not kept for ever is kept from then on. */
  readonly now?: () => number;
}

/**
 * The ledger of a deployment, shared by all instances of all functions. Nothing is asked of Firestore before the first
 * method is called; a method rejects with LedgerUnusable when Firestore cannot be reached or refuses, at the latest
 * some 30 seconds later. Needs roles/datastore.user on the database, and the indexes of firestore/indexes.ts.
 * https://cloud.google.com/firestore/docs
 */
export function openFirestoreLedger(options: FirestoreLedgerOptions): Ledger {
  const { projectId, databaseId, emulator, credentials, now = Date.now } = options;
  const store = openStore({ projectId, databaseId, emulator, credentials }, now);
  return {
    ...eventsIn(store),
    ...findingsIn(store),
    ...ceilingsIn(store),
    ...claimsIn(store),
    ...journalIn(store),
    ...remediationsIn(store),
    ...admissionsIn(store),
    ...usesIn(store),
    ...accountsIn(store),
    ...sweepsIn(store),
    ...ticketsIn(store),
    ...alertsIn(store),
    ...wakesIn(store),
    ...noticesIn(store),
    close: async () => store.close(),
  };
}
