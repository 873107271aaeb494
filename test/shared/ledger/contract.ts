import { afterEach, beforeEach, describe } from 'vitest';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { admissionsContract } from './contract/admissions.ts';
import { alertsContract } from './contract/alerts.ts';
import { asksContract } from './contract/asks.ts';
import { attemptsContract } from './contract/attempts.ts';
import { ceilingsContract } from './contract/ceilings.ts';
import { claimsContract } from './contract/claims.ts';
import { eventsContract } from './contract/events.ts';
import { findingsContract } from './contract/findings.ts';
import { journalContract } from './contract/journal.ts';
import { listingContract } from './contract/listing.ts';
import { noticesContract } from './contract/notices.ts';
import { reopeningContract } from './contract/reopening.ts';
import { sweepsContract } from './contract/sweeps.ts';
import { takeOverContract } from './contract/take-over.ts';
import { targetsContract } from './contract/targets.ts';
import { ticketsContract } from './contract/tickets.ts';
import { turnsContract } from './contract/turns.ts';
import { usesContract } from './contract/uses.ts';
import { wakesContract } from './contract/wakes.ts';

/** An empty ledger, and further connections to the same one; `close` closes them all and removes it. */
export interface OpenLedger {
  readonly ledger: Ledger;
  another(): Promise<Ledger>;
  close(): Promise<void>;
}

/** The open ledger of the test that runs. */
export type Opened = () => OpenLedger;

/** What every adapter must do; `open` is called anew for each test. */
export function ledgerContract(name: string, open: () => Promise<OpenLedger>): void {
  describe(name, () => {
    let opened: OpenLedger | undefined;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(async () => {
      await opened?.close();
      opened = undefined;
    });
    const present: Opened = () => {
      if (opened === undefined) throw new Error('No ledger is open outside a test.');
      return opened;
    };
    eventsContract(present);
    findingsContract(present);
    reopeningContract(present);
    attemptsContract(present);
    listingContract(present);
    claimsContract(present);
    turnsContract(present);
    ceilingsContract(present);
    asksContract(present);
    takeOverContract(present);
    journalContract(present);
    targetsContract(present);
    admissionsContract(present);
    usesContract(present);
    sweepsContract(present);
    noticesContract(present);
    ticketsContract(present);
    alertsContract(present);
    wakesContract(present);
  });
}
