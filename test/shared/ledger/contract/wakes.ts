import { describe, expect, it } from 'vitest';
import type { FindingWake, Wake } from '../../../../shared/domain/wake.ts';
import { claimRequest } from '../../../fixtures/claim-request.ts';
import { someProposal } from '../../../fixtures/proposal.ts';
import { sighting } from '../../../fixtures/sighting.ts';
import type { Opened } from '../contract.ts';

const ID = 'default-service-account~payments-prod~us-central1~nightly';
const AT = '2026-03-01T10:00:00Z';

function wakeOf(changes: Partial<FindingWake> = {}): Wake {
  return {
    ...{ key: 'finding|one', kind: 'settling', finding: 'one', decision: 'one@1', event: 'e1' },
    ...{ due: AT, nonce: 'n1', tries: 0 },
    ...changes,
  };
}

export function wakesContract(opened: Opened): void {
  describe('wakes', () => {
    it('are kept once a key, on every connection, as they were given last', async () => {
      const { ledger, another } = opened();
      const second = await another();
      expect(await ledger.wake('finding|one')).toBe(undefined);
      await ledger.schedule(wakeOf({ line: 'organization', tries: 3 }));
      await second.schedule(wakeOf({ due: '2026-03-01T11:00:00Z', nonce: 'n2' }));
      expect(await ledger.wake('finding|one')).toEqual(
        wakeOf({ due: '2026-03-01T11:00:00Z', nonce: 'n2' }),
      );
      expect(await ledger.due(AT, 10)).toEqual([]);
      expect(await ledger.lastIn('organization')).toBe(undefined);
    });

    it('come due at their time and not before, whatever zone or fraction it is written in', async () => {
      const { ledger } = opened();
      const dues = {
        c: '2026-03-01T10:00:00.000000001Z',
        b: '2026-03-01T11:00:00+01:00',
        a: '2026-03-01T10:00:00.000Z',
        early: '2026-03-01T09:59:59.9Z',
      };
      for (const [key, due] of Object.entries(dues)) await ledger.schedule(wakeOf({ key, due }));
      const keys = async (at: string) => (await ledger.due(at, 10)).map(({ key }) => key);
      expect(await keys('2026-03-01T09:59:59Z')).toEqual([]);
      expect(await keys(AT)).toEqual(['early', 'a', 'b']);
      expect(await keys('2026-03-01T10:00:01Z')).toEqual(['early', 'a', 'b', 'c']);
    });

    it('come no more at a time than asked for, those that are due for longest first', async () => {
      const { ledger } = opened();
      for (const n of [3, 1, 2])
        await ledger.schedule(wakeOf({ key: `k${n}`, due: `2026-03-01T09:00:0${n}Z` }));
      expect((await ledger.due(AT, 2)).map(({ key }) => key)).toEqual(['k1', 'k2']);
      await expect(ledger.due(AT, 0)).rejects.toThrow(RangeError);
    });

    it('tell the last of those that wait in one line', async () => {
      const { ledger } = opened();
      const wait = (key: string, due: string, line: string) =>
        ledger.schedule(wakeOf({ key, due, line }));
      await wait('a', '2026-03-01T12:00:00Z', 'projects/a');
      await wait('b', '2026-03-01T11:00:00Z', 'projects/a');
      await wait('c', '2026-03-01T13:00:00Z', 'projects/b');
      await ledger.schedule(wakeOf({ key: 'd', due: '2026-03-01T14:00:00Z' }));
      expect((await ledger.lastIn('projects/a'))?.key).toBe('a');
      await ledger.unschedule('a', 'n1');
      expect((await ledger.lastIn('projects/a'))?.key).toBe('b');
      expect(await ledger.lastIn('projects/c')).toBe(undefined);
    });

    it('are put off by one of several that would, and count how often', async () => {
      const { ledger, another } = opened();
      const wake = wakeOf({ line: 'organization' });
      await ledger.schedule(wake);
      const until = '2026-03-01T10:05:00Z';
      const others = [ledger, await another(), await another()];
      const moved = await Promise.all(others.map((one) => one.postpone(wake, until)));
      expect(moved.filter(Boolean)).toHaveLength(1);
      expect(await ledger.wake(wake.key)).toEqual({ ...wake, due: until, tries: 1 });
      expect(await ledger.due(AT, 10)).toEqual([]);
      expect((await ledger.due(until, 10)).map(({ key }) => key)).toEqual([wake.key]);
    });

    it('are not put off when they were made anew or taken away since', async () => {
      const { ledger } = opened();
      const until = '2026-03-01T10:05:00Z';
      await ledger.schedule(wakeOf({ nonce: 'n2' }));
      expect(await ledger.postpone(wakeOf(), until)).toBe(false);
      expect(await ledger.wake('finding|one')).toEqual(wakeOf({ nonce: 'n2' }));
      await ledger.unschedule('finding|one', 'n2');
      expect(await ledger.postpone(wakeOf({ nonce: 'n2' }), until)).toBe(false);
      expect(await ledger.wake('finding|one')).toBe(undefined);
    });

    it('are taken away also after they were put off, but not by whoever knew an earlier one', async () => {
      const { ledger } = opened();
      await ledger.schedule(wakeOf({ nonce: 'n2' }));
      await ledger.postpone(wakeOf({ nonce: 'n2' }), '2026-03-01T10:05:00Z');
      await ledger.unschedule('finding|one', 'n1');
      expect(await ledger.wake('finding|one')).toBeDefined();
      await ledger.unschedule('finding|one', 'n2');
      await ledger.unschedule('finding|one', 'n2');
      expect(await ledger.wake('finding|one')).toBe(undefined);
      expect(await ledger.due('2026-03-02T10:00:00Z', 10)).toEqual([]);
    });

    it('come with a claim, due when nobody can be at work on it, until its outcome', async () => {
      const { ledger, another } = opened();
      await ledger.claim(claimRequest());
      const wake: Wake = {
        ...{ key: 'claim|decision-1', kind: 'claim', finding: ID, decision: 'decision-1' },
        ...{ event: 'event-1', due: '2026-03-01T10:09:00.000Z', nonce: 'one', tries: 0 },
      };
      expect(await ledger.wake('claim|decision-1')).toEqual(wake);
      await (await another()).release('decision-1', 'one');
      expect(await ledger.wake('claim|decision-1')).toEqual(wake);
      const again = claimRequest({ owner: 'two', at: '2026-03-01T10:05:00Z' });
      await ledger.claim(again);
      expect(await ledger.wake('claim|decision-1')).toEqual({
        ...wake,
        ...{ nonce: 'two', due: '2026-03-01T10:14:00.000Z' },
      });
      await ledger.conclude('decision-1', 'two', { kind: 'skipped', because: 'So.' }, AT);
      expect(await ledger.wake('claim|decision-1')).toBe(undefined);
    });

    it('come with no claim that is refused, and go with one that another takes over', async () => {
      const { ledger } = opened();
      await ledger.claim(claimRequest());
      const rival = claimRequest({ decision: 'decision-2', owner: 'two' });
      await ledger.claim(rival);
      expect(await ledger.wake('claim|decision-2')).toBe(undefined);
      await ledger.claim({ ...rival, at: '2026-03-01T11:00:00Z' });
      expect(await ledger.wake('claim|decision-1')).toBe(undefined);
      expect(await ledger.wake('claim|decision-2')).toMatchObject({ nonce: 'two' });
    });

    it('come with what an approver asks, and not with his no', async () => {
      const { ledger } = opened();
      await ledger.see(sighting());
      await ledger.move(ID, { state: 'awaiting-approval', proposal: someProposal() });
      const by = 'user:admin@example.com';
      const approve = { kind: 'approve', id: 'ask-1', by, at: AT, expires: '2026-03-02T10:00:00Z' };
      await ledger.ask(ID, { ...approve, kind: 'approve' });
      const wake: Wake = {
        ...{ key: `finding|${ID}`, kind: 'request', finding: ID, decision: `${ID}@approve.ask-1` },
        ...{ event: 'approvals|approve.ask-1', due: '2026-03-01T10:05:00.000Z' },
        ...{ nonce: 'ask-1', tries: 0 },
      };
      expect(await ledger.wake(`finding|${ID}`)).toEqual(wake);
      await ledger.unschedule(`finding|${ID}`, 'ask-1');
      const reject = { kind: 'reject', by, at: AT, reason: 'No.', diagnosis: undefined } as const;
      await ledger.ask(ID, reject);
      expect(await ledger.wake(`finding|${ID}`)).toBe(undefined);
    });
  });
}
