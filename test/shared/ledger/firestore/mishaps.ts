import { describe, expect, it } from 'vitest';
import { openFirestoreLedger } from '../../../../shared/ledger/firestore.ts';
import type { Ledger } from '../../../../shared/ledger/ledger.ts';
import { LedgerUnusable } from '../../../../shared/ledger/ledger-unusable.ts';
import { accountUse } from '../../../fixtures/account-use.ts';
import { claimRequest } from '../../../fixtures/claim-request.ts';
import { sighting } from '../../../fixtures/sighting.ts';
import { ticketWith } from '../ticket-with.ts';
import { type Gateway, openGateway } from './gateway.ts';
import { type OnEmulator, PROJECT } from './on-emulator.ts';

const AT = '2026-03-01T10:00:01Z';
const EVENT = { result: 'finding', because: 'The job runs as a default account.' };

/** A ledger behind a gateway of its own. */
async function opened(at: OnEmulator): Promise<{ ledger: Ledger; gateway: Gateway }> {
  const gateway = await openGateway(at.emulator());
  const database = { projectId: PROJECT, databaseId: at.database() };
  return { ledger: openFirestoreLedger({ ...database, emulator: gateway.host }), gateway };
}

function commits({ passed }: Gateway): number {
  return passed.filter(({ method }) => method === 'commit').length;
}

/** Loses the answer to the next commit, which comes through. */
function loseNext(gateway: Gateway): void {
  let lost = false;
  gateway.meet(({ method }) => {
    if (lost || method !== 'commit') return 'none';
    lost = true;
    return 'answer lost';
  });
}

export function mishapTests(at: OnEmulator): void {
  describe('when calls go wrong', () => {
    it('tries again what Firestore refuses for a moment', async () => {
      const { ledger, gateway } = await opened(at);
      let refusals = 0;
      gateway.meet(() => {
        refusals += 1;
        return refusals <= 2 ? 'refused' : 'none';
      });
      expect(await ledger.recordEvent('log|1|a', EVENT, AT)).toBe(true);
      refusals = 0;
      expect(await ledger.counts()).toEqual({ finding: 1 });
      await gateway.close();
    });

    it('says what it cannot reach, and how to mend that', async () => {
      const { ledger, gateway } = await opened(at);
      gateway.meet(() => 'refused');
      const writing = ledger.see(sighting());
      await expect(writing).rejects.toThrow(LedgerUnusable);
      await expect(writing).rejects.toThrow(
        /^The ledger firestore:test-\d+ in bailiff-prod cannot be reached \(Try later\.\); start the Firestore emulator at 127\.0\.0\.1:\d+, which FIRESTORE_EMULATOR_HOST names\.$/,
      );
      expect(gateway.passed).toHaveLength(3);
      await gateway.close();
    });

    it('does nothing twice when the answer to a write is lost', async () => {
      const { ledger, gateway } = await opened(at);
      const { resource } = claimRequest();
      const budget = { organization: 2, project: 2, windowSeconds: 3600 };
      const plan = { steps: [], notes: ['one'] };
      const step = { index: 0, kind: 'grant-act-as', before: { etag: 'BwX=' } } as const;
      const done = { kind: 'skipped', because: 'It was deleted.' } as const;
      const limit = { most: 2, windowSeconds: 3600 };
      const writes: (() => Promise<unknown>)[] = [
        () => ledger.recordEvent('log|1|a', EVENT, AT),
        () => ledger.see(sighting()),
        () => ledger.claim(claimRequest({ budget })),
        () => ledger.journalPlan('decision-1', 'one', plan),
        () => ledger.beginStep('decision-1', 'one', step, AT),
        () => ledger.endStep('decision-1', 'one', 0, { etag: 'BwY=' }, AT),
        () => ledger.conclude('decision-1', 'one', done, AT),
        () => ledger.admit('denied|user:dev@example.com', 'a', AT, limit),
        () => ledger.rememberUse(accountUse()),
        () => ledger.changeTicket('all', (present) => present ?? ticketWith('a')(present)),
      ];
      for (const write of writes) {
        const before = commits(gateway);
        loseNext(gateway);
        await write();
        expect(commits(gateway) - before).toBeGreaterThanOrEqual(1);
      }
      gateway.meet(() => 'none');
      expect(await ledger.counts()).toEqual({ finding: 1 });
      const { findings } = await ledger.findings({});
      expect(findings).toMatchObject([{ occurrences: 1, history: [{}] }]);
      expect(await ledger.remediationsOf(resource)).toMatchObject([
        { plan, steps: [{ ...step, after: { etag: 'BwY=' }, ended: AT }], outcome: done },
      ]);
      const next = claimRequest({ decision: 'decision-2', budget });
      expect((await ledger.claim(next)).kind).toBe('claimed');
      expect(await ledger.admit('denied|user:dev@example.com', 'b', AT, limit)).toBe(true);
      expect(await ledger.tickets()).toMatchObject([{ id: 'BAILIFF-1', findings: ['a'] }]);
      await gateway.close();
    });
  });

  describe('what needs no write', () => {
    it('is not written: a sighting that was counted, a move that changes nothing, a use that is known', async () => {
      const { ledger, gateway } = await opened(at);
      const { id } = await ledger.see(sighting());
      const entry = { at: AT, what: 'held' };
      await ledger.move(id, { state: 'held', entry });
      await ledger.rememberUse(accountUse());
      const before = commits(gateway);
      await ledger.see(sighting());
      await ledger.move(id, { state: 'held', entry });
      await ledger.rememberUse(accountUse());
      expect(commits(gateway)).toBe(before);
      await gateway.close();
    });

    it('is not written: a claim that is answered with no', async () => {
      const { ledger, gateway } = await opened(at);
      const budget = { organization: 1, project: 1, windowSeconds: 3600 };
      await ledger.claim(claimRequest({ budget }));
      const before = commits(gateway);
      for (const [other, kind] of [
        [{ owner: 'two', budget }, 'busy'],
        [{ decision: 'decision-2', budget }, 'busy'],
        [{ decision: 'decision-2', job: 'hourly', budget }, 'limited'],
      ] as const)
        expect((await ledger.claim(claimRequest(other))).kind).toBe(kind);
      expect(commits(gateway)).toBe(before);
      await gateway.close();
    });
  });
}
