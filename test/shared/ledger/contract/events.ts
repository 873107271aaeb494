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
