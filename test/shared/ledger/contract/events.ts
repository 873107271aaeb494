import { describe, expect, it } from 'vitest';
import type { Opened } from '../contract.ts';

const change = { result: 'finding', because: 'The job runs as a default account.' };

export function eventsContract(opened: Opened): void {
  describe('events and counters', () => {
    it('records an event once, also when another connection repeats it', async () => {
      const { ledger, another } = opened();
      const second = await another();
      expect(await ledger.recordEvent('log|1|a', change, '2026-03-01T10:00:00Z')).toBe(true);
      expect(await second.recordEvent('log|1|a', change, '2026-03-01T10:00:01Z')).toBe(false);
      expect(await second.recordEvent('log|1|b', change, '2026-03-01T10:00:01Z')).toBe(true);
    });

    it('knows on every connection which events were recorded', async () => {
      const { ledger, another } = opened();
      const second = await another();
      expect(await second.recorded('log|1|a')).toBe(false);
      await ledger.recordEvent('log|1|a', change, '2026-03-01T10:00:00Z');
      expect(await second.recorded('log|1|a')).toBe(true);
      expect(await second.recorded('log|1|b')).toBe(false);
    });

    it('gives an event that is recorded twice at once to one of the two', async () => {
      const { ledger, another } = opened();
      const second = await another();
      const answers = await Promise.all([
        ledger.recordEvent('log|1|a', change, '2026-03-01T10:00:00Z'),
        second.recordEvent('log|1|a', change, '2026-03-01T10:00:00Z'),
      ]);
      expect(answers.sort()).toEqual([false, true]);
      expect(await ledger.counts()).toEqual({ finding: 1 });
    });

    it('records many events at once, and counts those alone that were not recorded', async () => {
      const { ledger, another } = opened();
      const second = await another();
      const at = '2026-03-01T10:00:00Z';
      const other = { result: 'compliant', because: 'No rule is broken.' };
      await second.recordEvent('log|1|b', change, at);
      const events = new Map([
        ['log|1|a', change],
        ['log|1|b', other],
        ['log|1|c', other],
        ['log|1|d', change],
      ]);
      await ledger.recordEvents(events, at);
      await second.recordEvents(events, at);
      await ledger.recordEvents(new Map(), at);
      expect(await second.counts()).toEqual({ compliant: 1, finding: 3 });
      const asked = ['log|1|a', 'log|1|b', 'log|1|c', 'log|1|d', 'log|1|e'];
      expect(await ledger.recordedOf(asked)).toEqual(new Set(asked.slice(0, 4)));
      expect(await ledger.recordedOf([])).toEqual(new Set());
    });

    it('counts events once that two connections record together', async () => {
      const { ledger, another } = opened();
      const second = await another();
      const events = new Map(Array.from({ length: 100 }, (_, n) => [`log|1|${n}`, change]));
      const record = (one: typeof ledger) => one.recordEvents(events, '2026-03-01T10:00:00Z');
      await Promise.all([record(ledger), record(second), record(ledger)]);
      expect(await ledger.counts()).toEqual({ finding: 100 });
    });

    it('adds up a counter over all connections', async () => {
      const { ledger, another } = opened();
      const second = await another();
      expect(await ledger.counts()).toEqual({});
      await Promise.all([
        ledger.count('ignored.validate-only'),
        second.count('ignored.validate-only'),
        second.count('ignored.no-resource'),
      ]);
      await ledger.count('ignored.validate-only');
      expect(await ledger.counts()).toEqual({
        'ignored.no-resource': 1,
        'ignored.validate-only': 3,
      });
    });

    it('may be closed twice and rejects what comes behind', async () => {
      const { another } = opened();
      const second = await another();
      await second.close();
      await second.close();
      await expect(second.counts()).rejects.toThrow(/closed/);
    });
  });
}
