import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ledger } from '../shared/ledger/ledger.ts';
import { LedgerUnusable } from '../shared/ledger/ledger-unusable.ts';
import { openLedger } from '../shared/ledger/open-ledger.ts';
import { callEmulator, refuseEmulator } from './call-emulator.ts';
import { openQueueStore, type QueueStore } from './delivery/queue-store.ts';
import { StartRefused } from './start-refused.ts';

/** What outlives a restart, when the user names a directory for it. */
export interface Data {
  readonly ledger: Ledger;
  /** The ledger's file, or `firestore:DATABASE`, for the functions to open. */
  readonly ledgerLocation: string;
  readonly store: QueueStore;
  close(): Promise<void>;
}

/** The Firestore emulator that the ledger is to be on. */
export interface OnFirestore {
  /** HOST:PORT. */
  readonly host: string;
  readonly project: string;
}

/** As infra/firestore.tf names it. */
const DATABASE = 'bailiff';

/**
 * Opens `ledger.db` and `queue.db` in the directory, which is made when it is not there; without one the ledger is in
 * a temporary directory that `close` removes, and messages are in memory. With an emulator the ledger is there instead,
 * in a database that is emptied first. Throws StartRefused.
 */
export async function openData(
  directory: string | undefined,
  firestore?: OnFirestore,
): Promise<Data> {
  const closers: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    const folder = directory ?? mkdtempSync(join(tmpdir(), 'bailiff-'));
    if (directory === undefined) closers.push(() => rmSync(folder, { recursive: true }));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const store = openQueueStore(directory === undefined ? undefined : join(folder, 'queue.db'));
    closers.push(() => store.close());
    if (firestore !== undefined) await empty(firestore);
    const ledgerLocation =
      firestore === undefined ? join(folder, 'ledger.db') : `firestore:${DATABASE}`;
    const ledger = await openLedger(ledgerLocation, {
      projectId: firestore?.project ?? '',
      firestoreEmulator: firestore?.host,
    });
    closers.push(() => ledger.close());
    return { ledger, ledgerLocation, store, close };
  } catch (error) {
    await close();
    throw refusal(error, directory);
  }
}

/** https://cloud.google.com/firestore/native/docs/emulator#clear_your_database_between_tests */
async function empty({ host, project }: OnFirestore): Promise<void> {
  const path = `emulator/v1/projects/${project}/databases/${DATABASE}/documents`;
  try {
    await callEmulator(host, { method: 'DELETE', path });
  } catch (error) {
    throw refuseEmulator('firestore', host, error);
  }
}

const BUSY = 5;

function refusal(error: unknown, directory: string | undefined): StartRefused {
  if (error instanceof StartRefused) return error;
  if (error instanceof LedgerUnusable) return new StartRefused(error.message, { cause: error });
  const why = error instanceof Error ? error.message : String(error);
  if (directory === undefined)
    return new StartRefused(
      `The temporary directory ${tmpdir()} cannot be written (${why}); name one that can in TMPDIR.`,
      { cause: error },
    );
  const busy = error instanceof Error && 'errcode' in error && error.errcode === BUSY;
  return new StartRefused(
    busy
      ? `BAILIFF_DATA names ${directory}, which another local organization is using; stop that one, or name another directory.`
      : `BAILIFF_DATA names ${directory}, which cannot be used (${why}); name a directory that you may write to, or unset it for an empty ledger at each start.`,
    { cause: error },
  );
}
