import { exchange } from '../shared/http/exchange.ts';
import { overHttp } from '../shared/http/over-http.ts';
import { openFirestoreLedger } from '../shared/ledger/firestore.ts';
import type { Ledger } from '../shared/ledger/ledger.ts';
import { openSqliteLedger } from '../shared/ledger/sqlite.ts';
import type { Scheduler } from './scheduler.ts';

/** What keeps the ledger of a run: SQLite in memory, or the Firestore emulator at HOST:PORT. */
export type Keeper = 'sqlite' | { readonly emulator: string };

const PROJECT = 'bailiff-simulated';
const EMPTYING_MS = 10_000;

/** An empty ledger for the run of a seed, and what is left of it afterwards. Rejects when the emulator does not answer. */
export async function openKeeper(
  keeper: Keeper,
  seed: number,
  scheduler: Pick<Scheduler, 'now' | 'hold'>,
): Promise<{ readonly ledger: Ledger; readonly close: () => Promise<void> }> {
  if (keeper === 'sqlite') {
    const ledger = openSqliteLedger(':memory:');
    return { ledger, close: () => ledger.close() };
  }
  const { emulator } = keeper;
  const database = { projectId: PROJECT, databaseId: `run-${seed}` };
  await empty(emulator, database.databaseId);
  const ledger = openFirestoreLedger({ ...database, emulator, now: scheduler.now });
  return {
    ledger: heldLedger(ledger, scheduler),
    close: async () => {
      await ledger.close();
      await empty(emulator, database.databaseId);
    },
  };
}

/** The same ledger; nothing else happens in the run while it has something in hand, since that takes real time. */
function heldLedger(ledger: Ledger, { hold }: Pick<Scheduler, 'hold'>): Ledger {
  return new Proxy(ledger, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => hold(Reflect.apply(member, target, given));
    },
  });
}

async function empty(emulator: string, databaseId: string): Promise<void> {
  const url = `http://${emulator}/emulator/v1/projects/${PROJECT}/databases/${databaseId}/documents`;
  const asked = { method: 'DELETE', headers: {}, timeoutMs: EMPTYING_MS };
  const { status } = await exchange(overHttp, url, asked);
  if (status !== 200)
    throw new Error(`The Firestore emulator at ${emulator} answered ${status} to DELETE ${url}.`);
}
