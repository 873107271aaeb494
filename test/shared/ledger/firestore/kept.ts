import { Firestore, Timestamp } from '@google-cloud/firestore';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FullResourceName } from '../../../../shared/domain/resource.ts';
import { newSweep } from '../../../../shared/domain/sweep.ts';
import { KEPT_SECONDS, UNINDEXED } from '../../../../shared/ledger/firestore/indexes.ts';
import { openFirestoreLedger } from '../../../../shared/ledger/firestore.ts';
import type { Ledger } from '../../../../shared/ledger/ledger.ts';
import { accountUse } from '../../../fixtures/account-use.ts';
import { claimRequest } from '../../../fixtures/claim-request.ts';
import { sighting } from '../../../fixtures/sighting.ts';
import { ticketWith } from '../ticket-with.ts';
import { type OnEmulator, PROJECT } from './on-emulator.ts';

const AT = '2026-03-01T10:00:00Z';
const NOW = Date.parse('2026-03-01T10:00:05Z');
const DAY = 24 * 60 * 60 * 1000;
const EVENT = { result: 'finding', because: 'The job runs as a default account.' };
const LIMIT = { most: 1, windowSeconds: 60 };

/** A ledger, and Google's own client on the same database, which is not what the ledger reads and writes it by. */
function opened(at: OnEmulator) {
  const database = { projectId: PROJECT, databaseId: at.database() };
  const [host = '', port] = at.emulator().split(':');
  const client = new Firestore({ ...database, host: `${host}:${port}`, ssl: false });
  onTestFinished(() => client.terminate());
  const ledger = openFirestoreLedger({ ...database, emulator: at.emulator(), now: () => NOW });
  const all = async (collection: string) =>
    (await client.collection(collection).get()).docs.map((document) => document.data());
  return { ledger, client, all };
}

export function keptTests(at: OnEmulator): void {
  describe('what lies in Firestore', () => {
    it('is of the collections and fields that are declared', async () => {
      const { ledger, client, all } = opened(at);
      await writeAll(ledger);
      const found: Record<string, string> = {};
      for (const { id } of await client.listCollections()) {
        const documents = await all(id);
        const fields = new Set(documents.flatMap((document) => Object.keys(document)));
        found[id] = [...fields].sort().join();
      }
      expect(found).toEqual(KEPT);
      for (const [collection, fields] of Object.entries(UNINDEXED))
        expect(KEPT[collection]?.split(',')).toEqual(expect.arrayContaining([...fields]));
    });

    it('has a time to live behind its last write where it does not stay', async () => {
      const { ledger, all } = opened(at);
      await writeAll(ledger);
      for (const [collection, days] of Object.entries(DAYS))
        for (const { expires } of await all(collection))
          expect(expires).toEqual(Timestamp.fromMillis(NOW + days * DAY));
      const expiring = Object.keys(KEPT).filter((name) => KEPT[name]?.includes('expires'));
      expect(expiring).toEqual(Object.keys(DAYS).sort());
      expect(Object.keys(KEPT_SECONDS).sort()).toEqual(expiring);
    });

    it('is a counter in ten parts, so that many events can count at once', async () => {
      const { ledger, all } = opened(at);
      await Promise.all(
        Array.from({ length: 60 }, (_, n) => ledger.recordEvent(`log|1|${n}`, EVENT, AT)),
      );
      const parts = await all('counters');
      expect(parts.length).toBeGreaterThan(5);
      expect(parts.length).toBeLessThanOrEqual(10);
      expect(await ledger.counts()).toEqual({ finding: 60 });
    });

    it('has no lock once the remediation that held it has ended', async () => {
      const { ledger, all } = opened(at);
      await ledger.claim(claimRequest());
      expect(await all('locks')).toEqual([{ decision: 'decision-1' }]);
      const outcome = { kind: 'skipped', because: 'The job was deleted.' } as const;
      await ledger.conclude('decision-1', 'one', outcome, AT);
      expect(await all('locks')).toEqual([]);
    });

    it('takes any name that a stranger may choose, each as itself', async () => {
      const { ledger } = opened(at);
      const names = [
        '.',
        '..',
        '__all__',
        'a/b',
        'a%2Fb',
        'é'.repeat(700),
        '\ud800',
        '\ud801',
        ' ',
      ];
      const kinds = { kind: 'fight', severity: 'low', text: 'Look.' } as const;
      for (const name of names) {
        expect(await ledger.recordEvent(name, { result: name, because: name }, AT)).toBe(true);
        expect(await ledger.admit(name, name, AT, LIMIT)).toBe(true);
        const alert = await ledger.raise({ ...kinds, key: name, about: name }, AT);
        expect(await ledger.alert(name)).toEqual(alert);
        const resource = `//run.googleapis.com/${name}` as FullResourceName;
        const request = { ...claimRequest(), decision: name, finding: name, resource };
        expect(await ledger.claim({ ...request, project: name })).toMatchObject({
          kind: 'claimed',
        });
      }
      expect((await ledger.alerts()).map(({ id }) => id).sort()).toEqual([...names].sort());
    });
  });
}

/** Writes to every collection there is. */
async function writeAll(ledger: Ledger): Promise<void> {
  const { resource } = claimRequest();
  const account = { resource, jobUid: 'uid-1', uniqueId: '1', nonce: 'nonce-1', made: AT };
  const alert = { kind: 'fight', severity: 'high', text: 'Look.', about: 'nightly' } as const;
  await ledger.recordEvent('log|1|a', EVENT, AT);
  await ledger.see(sighting());
  await ledger.claim(claimRequest());
  await ledger.admit('restore|a', 'decision-1', AT, LIMIT);
  await ledger.rememberUse(accountUse());
  await ledger.rememberAccount({ ...account, email: 'nightly@payments-prod' });
  await ledger.changeSweep('17', () => newSweep('17', AT));
  await ledger.changeNotice('channel', 'desk', () => ({ failing: undefined }));
  await ledger.changeTicket('all', ticketWith('a'));
  await ledger.raise({ ...alert, key: 'fight/nightly' }, AT);
  await ledger.setCeiling({ mode: 'ticket', by: 'user:admin@example.com', at: AT, why: 'A test.' });
}

const KEPT: Readonly<Record<string, string>> = {
  accounts: 'body',
  admissions: 'body,expires',
  alerts: 'body,place',
  budgets: 'body,ceiling,expires',
  ceilings: 'body',
  counters: 'n,name',
  events: 'body,expires',
  findings: 'body,place,resource,state,ticket',
  locks: 'decision',
  occurrences: 'expires',
  remediations: 'body,decision,leaseUntil,owner,resource,started,targets',
  sequences: 'n',
  sweeps: 'body,expires',
  notices: 'body',
  tickets: 'body,n',
  uses: 'body,keys,name',
  wakes: 'body,expires,line,place',
};

/** For how many days behind the last write. */
const DAYS: Readonly<Record<string, number>> = {
  events: 90,
  occurrences: 90,
  budgets: 30,
  admissions: 30,
  sweeps: 90,
  wakes: 90,
};
