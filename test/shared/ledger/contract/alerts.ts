import { describe, expect, it } from 'vitest';
import type { NewAlert } from '../../../../shared/domain/alert.ts';
import { alertCursor } from '../../../../shared/ledger/told.ts';
import { sighting } from '../../../fixtures/sighting.ts';
import type { Opened } from '../contract.ts';

const ALERT: NewAlert = {
  key: 'unknown-job-method/google.cloud.run.v2.Jobs.MoveJob',
  kind: 'unknown-job-method',
  severity: 'medium',
  text: 'Bailiff does not know the method MoveJob; look at the job and update Bailiff.',
  about: 'google.cloud.run.v2.Jobs.MoveJob',
};

export function alertsContract(opened: Opened): void {
  describe('alerts', () => {
    it('are raised once per key, and count what follows', async () => {
      const { ledger, another } = opened();
      const second = await another();
      const first = {
        ...ALERT,
        id: ALERT.key,
        firstRaised: '2026-03-01T10:00:00.5Z',
        lastRaised: '2026-03-01T10:00:00.5Z',
        count: 1,
        published: undefined,
      };
      expect(await ledger.raise(ALERT, '2026-03-01T10:00:00.5Z')).toEqual(first);
      const louder = { ...ALERT, severity: 'critical', text: 'again' } as const;
      const later = '2026-03-01T10:00:00.51Z';
      expect(await second.raise(louder, later)).toEqual({ ...first, count: 2, lastRaised: later });
      const third = await ledger.raise(ALERT, '2026-03-01T10:00:00Z');
      expect(third).toEqual({ ...first, count: 3, lastRaised: later });
      expect(await ledger.alert(ALERT.key)).toEqual(third);
      expect(await ledger.alert('another')).toBe(undefined);
    });

    it('are handed to the channels once', async () => {
      const { ledger, another } = opened();
      const second = await another();
      expect(await ledger.publishAlert(ALERT.key, '2026-03-01T10:00:01Z')).toBe(false);
      await ledger.raise(ALERT, '2026-03-01T10:00:00Z');
      const answers = await Promise.all([
        ledger.publishAlert(ALERT.key, '2026-03-01T10:00:01Z'),
        second.publishAlert(ALERT.key, '2026-03-01T10:00:01Z'),
      ]);
      expect(answers.sort()).toEqual([false, true]);
      const again = await ledger.raise(ALERT, '2026-03-01T10:00:02Z');
      expect(again.published).toBe('2026-03-01T10:00:01Z');
    });

    it('are closed once, and hold no finding from then on', async () => {
      const { ledger, another } = opened();
      const second = await another();
      const closing = {
        by: 'user:admin@example.com',
        at: '2026-03-01T11:00:00Z',
        why: 'They mend their pipeline.',
      };
      expect(await ledger.closeAlert('another', closing)).toBe(undefined);
      const { id } = await ledger.see(sighting());
      const other = await ledger.see(sighting({ job: 'hourly' }));
      const fight = { alert: ALERT.key, at: '2026-03-01T10:00:00Z', prevent: [] };
      await ledger.move(id, { fight });
      await ledger.move(other.id, { fight: { ...fight, alert: 'fight~other' } });
      const raised = await ledger.raise({ ...ALERT, finding: id }, '2026-03-01T10:00:00Z');
      expect(raised).toMatchObject({ finding: id });
      expect(await second.closeAlert(ALERT.key, closing)).toEqual({ ...raised, closed: closing });
      const found = await ledger.finding(id);
      expect(found?.fight).toEqual({ ...fight, closed: closing });
      expect(found?.history.at(-1)).toEqual({
        at: '2026-03-01T11:00:00Z',
        what: 'user:admin@example.com closed the alert that it is fought over: They mend their pipeline.',
      });
      expect((await ledger.finding(other.id))?.fight?.closed).toBe(undefined);
      const later = { ...closing, by: 'user:second@example.com', at: '2026-03-01T12:00:00Z' };
      expect(await ledger.closeAlert(ALERT.key, later)).toEqual({ ...raised, closed: closing });
      expect(await ledger.finding(id)).toEqual(found);
      expect((await ledger.raise(ALERT, '2026-03-01T13:00:00Z')).closed).toEqual(closing);
    });

    it('are listed last raised first', async () => {
      const { ledger } = opened();
      expect(await ledger.alerts()).toEqual([]);
      await ledger.raise({ ...ALERT, key: 'a' }, '2026-03-01T10:00:00Z');
      await ledger.raise({ ...ALERT, key: 'b' }, '2026-03-01T10:00:01Z');
      await ledger.raise({ ...ALERT, key: 'a' }, '2026-03-01T12:00:02+02:00');
      await ledger.raise({ ...ALERT, key: 'c' }, '2026-03-01T10:00:01.5Z');
      expect((await ledger.alerts()).map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    });

    it('are listed a page at a time, those of one instant and of odd keys too', async () => {
      const { ledger } = opened();
      const keys = ['a b/c', 'a~b', 'b\n', 'Ä', '~'];
      for (const key of keys) await ledger.raise({ ...ALERT, key }, '2026-03-01T10:00:00Z');
      const listed: string[] = [];
      let after: string | undefined;
      for (let pages = 0; pages < 3; pages += 1) {
        const page = await ledger.alerts({ limit: 2, after });
        listed.push(...page.map(({ id }) => id));
        after = page.map(alertCursor).at(-1);
      }
      expect(listed.toSorted()).toEqual(keys.toSorted());
      expect(await ledger.alerts({ after })).toEqual([]);
    });

    it.each([{ limit: 0 }, { limit: 501 }, { limit: 1.5 }, { after: 'nonsense' }, { after: '' }])(
      'are not listed by %j',
      async (page) => {
        await expect(opened().ledger.alerts(page)).rejects.toThrow(RangeError);
      },
    );
  });
}
