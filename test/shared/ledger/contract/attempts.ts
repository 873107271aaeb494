import { describe, expect, it } from 'vitest';
import type { FullResourceName } from '../../../../shared/domain/resource.ts';
import { sighting } from '../../../fixtures/sighting.ts';
import type { Opened } from '../contract.ts';

const ACCOUNT = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const ID = `default-service-account~payments-prod~${ACCOUNT}~dev@example.com~attempt`;
const JOBS = '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs';

/** A deploy under an account of identity-prod that was denied. */
function denied(changes: Parameters<typeof sighting>[0] = {}) {
  return sighting({ attempted: true, serviceAccount: ACCOUNT, ...changes });
}

export function attemptsContract(opened: Opened): void {
  describe('denied deploys', () => {
    it('are one finding for a project, an account and a deployer, whatever jobs they were of', async () => {
      const { ledger } = opened();
      const first = await ledger.see(denied({ job: 'nightly' }));
      expect(first).toMatchObject({ id: ID, deployer: 'dev@example.com', uid: '', generation: 0 });
      const second = await ledger.see(denied({ job: 'hourly', eventKey: 'event-2' }));
      expect(second).toMatchObject({ id: ID, occurrences: 2 });
      const others = [
        denied({ deployer: 'ci@example.com' }),
        denied({ serviceAccount: 'reports@identity-prod.iam.gserviceaccount.com' }),
      ];
      for (const other of others) await ledger.see(other);
      const { findings } = await ledger.findings({});
      expect(findings.map(({ id }) => id).sort()).toEqual([
        `default-service-account~payments-prod~${ACCOUNT}~ci@example.com~attempt`,
        ID,
        'default-service-account~payments-prod~reports@identity-prod.iam.gserviceaccount.com~dev@example.com~attempt',
      ]);
    });

    it('name the newest denied job, and are found under it and no longer under the one before', async () => {
      const { ledger, another } = opened();
      await ledger.see(denied({ job: 'nightly' }));
      const at = '2026-03-01T10:00:05Z';
      const finding = await ledger.see(denied({ job: 'hourly', eventKey: 'event-2', at }));
      const resource = { ...finding.resource, name: 'hourly' };
      expect(finding).toMatchObject({ resource, resourceName: `${JOBS}/hourly` });
      const second = await another();
      expect(await second.finding(ID)).toEqual(finding);
      const { resourceName } = finding;
      expect((await second.findings({ resource: resourceName })).findings).toEqual([finding]);
      const nightly = `${JOBS}/nightly` as FullResourceName;
      expect((await second.findings({ resource: nightly })).findings).toEqual([]);
      expect((await second.findings({ resource: nightly, states: ['open'] })).findings).toEqual([]);
    });

    it('are only counted when they are older than the newest', async () => {
      const { ledger } = opened();
      const newest = await ledger.see(denied({ job: 'hourly', at: '2026-03-01T10:00:05Z' }));
      const late = denied({
        job: 'nightly',
        eventKey: 'event-0',
        mode: 'ticket',
        at: '2026-03-01T10:00:04.9Z',
      });
      const finding = await ledger.see(late);
      expect(finding).toEqual({
        ...newest,
        firstSeen: '2026-03-01T10:00:04.9Z',
        occurrences: 2,
        history: [
          ...newest.history,
          {
            at: '2026-03-01T10:00:04.9Z',
            what: 'seen late: denied deploy by dev@example.com; mode ticket',
          },
        ],
      });
      await ledger.move(ID, { state: 'remediated' });
      const later = { job: 'nightly', eventKey: 'event-1', at: '2026-03-01T10:00:03Z' };
      expect(await ledger.see(denied(later))).toMatchObject({ state: 'remediated', setBacks: [] });
    });

    it('set a remediated finding back by a new event, once however often it is delivered', async () => {
      const { ledger } = opened();
      await ledger.see(denied());
      await ledger.move(ID, { state: 'remediated' });
      expect((await ledger.see(denied())).state).toBe('remediated');
      const again = denied({ job: 'hourly', eventKey: 'event-2', at: '2026-03-01T11:00:00Z' });
      const finding = await ledger.see(again);
      expect(finding).toMatchObject({ state: 'open', setBacks: ['2026-03-01T11:00:00Z'] });
      expect(finding.history.at(-1)?.what).toBe(
        'set back: denied deploy by dev@example.com; mode remediate',
      );
      expect((await ledger.see(again)).setBacks).toEqual(['2026-03-01T11:00:00Z']);
      await ledger.move(ID, { state: 'remediated' });
      const third = denied({ eventKey: 'event-3', at: '2026-03-01T12:00:00Z' });
      expect((await ledger.see(third)).setBacks).toEqual([
        '2026-03-01T11:00:00Z',
        '2026-03-01T12:00:00Z',
      ]);
    });

    it('are not moved by who did not know of the newest, when the move asks for that', async () => {
      const { ledger } = opened();
      const known = await ledger.see(denied());
      const entry = { at: '2026-03-01T10:00:01Z', what: 'ticket BAILIFF-1 opened' };
      await ledger.move(ID, { state: 'ticketed', entry });
      const late = denied({ eventKey: 'event-0', at: '2026-03-01T09:59:00Z' });
      const counted = await ledger.see(late);
      expect(await ledger.move(ID, { state: 'settling', ifStill: known })).toMatchObject({
        state: 'settling',
      });
      await ledger.see(denied({ eventKey: 'event-2', at: '2026-03-01T10:00:00.5Z' }));
      for (const ifStill of [known, counted])
        expect(await ledger.move(ID, { state: 'resolved', ifStill })).toBe(undefined);
      expect(await ledger.finding(ID)).toMatchObject({ state: 'settling', occurrences: 3 });
      const newest = { ...known, lastSeen: '2026-03-01T11:00:00.5+01:00' };
      expect(await ledger.move(ID, { state: 'resolved', ifStill: newest })).toMatchObject({
        state: 'resolved',
      });
    });

    it('reopen a resolved finding by a new event, with no set-back', async () => {
      const { ledger } = opened();
      await ledger.see(denied());
      await ledger.move(ID, { state: 'resolved' });
      expect((await ledger.see(denied())).state).toBe('resolved');
      const finding = await ledger.see(denied({ eventKey: 'event-2' }));
      expect([finding.state, finding.setBacks]).toEqual(['open', []]);
    });
  });
}
