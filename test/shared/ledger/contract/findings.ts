import { describe, expect, it } from 'vitest';
import { sighting } from '../../../fixtures/sighting.ts';
import type { Opened } from '../contract.ts';

const ID = 'default-service-account~payments-prod~us-central1~nightly';

export function findingsContract(opened: Opened): void {
  describe('findings', () => {
    it('is not moved by who read an older state of the job, when the move asks for that', async () => {
      const { ledger } = opened();
      const ifStill = await ledger.see(sighting());
      await ledger.see(sighting({ generation: 2, eventKey: 'two' }));
      expect(await ledger.move(ID, { state: 'resolved', ifStill })).toBe(undefined);
      expect(await ledger.finding(ID)).toMatchObject({ state: 'open', generation: 2 });
      const newest = { uid: 'uid-1', generation: 2 };
      expect(await ledger.move(ID, { state: 'resolved', ifStill: newest })).toMatchObject({
        state: 'resolved',
      });
    });

    it('makes the finding of a first sighting, whole', async () => {
      const { ledger, another } = opened();
      const first = sighting();
      const finding = await ledger.see(first);
      expect(finding).toEqual({
        ...first.violation,
        id: ID,
        resourceName:
          '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly',
        state: 'open',
        mode: 'remediate',
        decision: first.decision,
        principal: 'dev@example.com',
        uid: 'uid-1',
        generation: 1,
        firstSeen: '2026-03-01T10:00:00Z',
        lastSeen: '2026-03-01T10:00:00Z',
        occurrences: 1,
        setBacks: [],
        ticket: undefined,
        fix: first.fix,
        wayBack: [],
        history: [
          {
            at: '2026-03-01T10:00:00Z',
            what: 'seen: changed by dev@example.com, generation 1; mode remediate',
          },
        ],
      });
      expect(await (await another()).finding(ID)).toEqual(finding);
      expect(await ledger.finding('default-service-account~payments-prod~us-central1~x')).toBe(
        undefined,
      );
    });

    it('knows the log entry of the newest event, whatever a sweep or a late event sees', async () => {
      const { ledger, another } = opened();
      const entry = (insertId: string) => ({
        logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
        timestamp: '2026-03-01T10:00:00Z',
        insertId,
      });
      await ledger.see(sighting({ source: entry('one') }));
      const second = { generation: 2, at: '2026-03-01T11:00:00Z' };
      await ledger.see(sighting({ ...second, eventKey: 'two', source: entry('two') }));
      await ledger.see(sighting({ ...second, eventKey: 'sweep|1' }));
      await ledger.see(sighting({ generation: 2, eventKey: 'late', source: entry('late') }));
      expect((await (await another()).finding(ID))?.source).toEqual(entry('two'));
    });

    it('keeps a denied attempt apart from the job of the same name', async () => {
      const { ledger } = opened();
      await ledger.see(sighting());
      const attempt = await ledger.see(sighting({ attempted: true, principal: 'unknown' }));
      expect(attempt).toMatchObject({
        occurrences: 1,
        attempted: true,
        deployer: 'dev@example.com',
      });
      expect(attempt.history[0]?.what).toBe(
        'seen: denied deploy by an unknown principal; mode remediate',
      );
      expect(await ledger.finding(ID)).toMatchObject({ occurrences: 1, attempted: false });
    });

    it('counts an event once, however often and wherever it is delivered', async () => {
      const { ledger, another } = opened();
      const second = await another();
      await Promise.all([ledger.see(sighting()), second.see(sighting()), ledger.see(sighting())]);
      await second.see(sighting({ job: 'hourly' }));
      const finding = await ledger.see(sighting({ eventKey: 'event-2' }));
      expect(finding.occurrences).toBe(2);
      expect(finding.history).toHaveLength(1);
    });

    it('takes what the newest event says, and lastSeen never goes back', async () => {
      const { ledger } = opened();
      await ledger.see(sighting({ at: '2026-03-01T10:00:00.5Z' }));
      const later = sighting({
        eventKey: 'event-2',
        principal: 'ci@example.com',
        generation: 2,
        mode: 'ticket',
        fix: ['gcloud run jobs update nightly'],
        at: '2026-03-01T10:00:00.500000001Z',
      });
      const finding = await ledger.see(later);
      expect(finding).toMatchObject({
        principal: 'ci@example.com',
        generation: 2,
        mode: 'ticket',
        decision: later.decision,
        fix: ['gcloud run jobs update nightly'],
        lastSeen: '2026-03-01T10:00:00.500000001Z',
      });
      const early = { eventKey: 'event-0', generation: 3, at: '2026-03-01T11:59:00+02:00' };
      expect(await ledger.see(sighting(early))).toMatchObject({
        principal: 'ci@example.com',
        generation: 3,
        mode: 'remediate',
        firstSeen: '2026-03-01T11:59:00+02:00',
        lastSeen: '2026-03-01T10:00:00.500000001Z',
        occurrences: 3,
      });
    });

    it('keeps when a version was made, as its own event says, and of no other', async () => {
      const { ledger } = opened();
      const seen = async (generation: number, eventKey: string, made?: string) =>
        (await ledger.see(sighting({ generation, eventKey, made })))?.made;
      const [first, ready, next] = ['10:00:00', '10:00:09', '10:05:00'].map(
        (time) => `2026-03-01T${time}Z`,
      );
      expect(await seen(1, 'made', first)).toBe(first);
      expect(await seen(1, 'ready', ready)).toBe(first);
      expect(await seen(1, 'swept')).toBe(first);
      // An event of before finds the version behind it.
      expect(await seen(2, 'late')).toBeUndefined();
      expect(await seen(2, 'own', next)).toBe(next);
      expect(await seen(1, 'older', first)).toBe(next);
    });

    it('does not let an older generation that comes late overwrite a newer judgement', async () => {
      const { ledger } = opened();
      await ledger.see(sighting({ generation: 3, principal: 'ci@example.com', mode: 'ticket' }));
      await ledger.move(ID, { state: 'remediated' });
      const late = { eventKey: 'event-2', generation: 2, at: '2026-03-01T10:00:05Z' };
      expect(await ledger.see(sighting(late))).toMatchObject({
        state: 'remediated',
        generation: 3,
        principal: 'ci@example.com',
        mode: 'ticket',
        occurrences: 2,
        setBacks: [],
        lastSeen: '2026-03-01T10:00:05Z',
      });
    });

    it('moves what is named and leaves the rest', async () => {
      const { ledger } = opened();
      const before = await ledger.see(sighting());
      const entry = { at: '2026-03-01T10:00:02Z', what: 'ticket BAILIFF-1 opened' };
      const after = await ledger.move(ID, { state: 'ticketed', ticket: 'BAILIFF-1', entry });
      const history = [...before.history, entry];
      expect(after).toEqual({ ...before, state: 'ticketed', ticket: 'BAILIFF-1', history });
      expect(await ledger.finding(ID)).toEqual(after);
      const { decision } = sighting({ mode: 'approve' });
      const wayBack = ['gcloud run jobs update nightly'];
      expect(await ledger.move(ID, { mode: 'approve', decision, wayBack })).toEqual({
        ...after,
        mode: 'approve',
        decision,
        wayBack,
      });
      expect(await ledger.move(`${ID}-gone`, { state: 'resolved' })).toBe(undefined);
    });

    it('does not repeat the newest history entry', async () => {
      const { ledger } = opened();
      await ledger.see(sighting());
      await ledger.move(ID, { entry: { at: '2026-03-01T10:00:02Z', what: 'held' } });
      const twice = await ledger.move(ID, {
        entry: { at: '2026-03-01T10:00:03Z', what: 'held' },
      });
      expect(twice?.history.map(({ what }) => what).slice(1)).toEqual(['held']);
    });

    it('stores nothing that a sighting is not meant to carry', async () => {
      const { ledger } = opened();
      const first = sighting();
      const laden = { ...first, violation: { ...first.violation, env: 'TOKEN=planted' } };
      await ledger.see(laden);
      expect(JSON.stringify(await ledger.finding(ID))).not.toContain('planted');
    });
  });
}
