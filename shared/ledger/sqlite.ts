import type { Ledger } from './ledger.ts';
import { accountsIn } from './sqlite/accounts.ts';
import { admissionsIn } from './sqlite/admissions.ts';
import { alertsIn } from './sqlite/alerts.ts';
import { ceilingsIn } from './sqlite/ceilings.ts';
import { claimsIn } from './sqlite/claims.ts';
import { eventsIn } from './sqlite/events.ts';
import { findingsIn } from './sqlite/findings.ts';
import { journalIn } from './sqlite/journal.ts';
import { noticesIn } from './sqlite/notices.ts';
import { openStore } from './sqlite/store.ts';
import { sweepsIn } from './sqlite/sweeps.ts';
import { ticketsIn } from './sqlite/tickets.ts';
import { usesIn } from './sqlite/uses.ts';
import { wakesIn } from './sqlite/wakes.ts';

/**
 * The embedded ledger: one file, made when it is not there, which several processes and connections may share;
 * `:memory:` is one that nobody shares and that ends with its `close`. Throws LedgerUnusable when the path cannot be
 * used; a method rejects with it when the file fails later, or stays locked for 5 s. https://nodejs.org/api/sqlite.html
 */
export function openSqliteLedger(path: string): Ledger {
  const store = openStore(path);
  return {
    ...eventsIn(store),
    ...findingsIn(store),
    ...ceilingsIn(store),
    ...claimsIn(store),
    ...journalIn(store),
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
