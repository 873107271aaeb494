import { describe, expect, it } from 'vitest';
import { newSweep, type Sweep, withJudged } from '../../../../shared/domain/sweep.ts';
import type { Opened } from '../contract.ts';

const BEGUN = newSweep('17', '2026-03-01T10:00:00Z');

function judged(batch: number): (present: Sweep | undefined) => Sweep {
  return (present = BEGUN) => withJudged(present, batch, [`project-${batch}`]);
}

export function sweepsContract(opened: Opened): void {
  describe('sweeps', () => {
    it('are kept under their ids, on every connection', async () => {
      const { ledger, another } = opened();
      const second = await another();
      expect(await ledger.sweep('17')).toBe(undefined);
      const given: (Sweep | undefined)[] = [];
      const begun = await ledger.changeSweep('17', (present) => {
        given.push(present);
        return { ...BEGUN, next: 'token', lastProject: 'payments-prod' };
      });
      expect(given).toContain(undefined);
      expect(begun).toEqual({ ...BEGUN, next: 'token', lastProject: 'payments-prod' });
      await second.changeSweep('18', () => ({ ...BEGUN, jobs: 2, id: 'another' }));
      expect(await second.sweep('17')).toEqual(begun);
      expect(await ledger.sweep('18')).toEqual({ ...BEGUN, id: '18', jobs: 2 });
      expect(await ledger.sweep('1')).toBe(undefined);
    });

    it('forget what a change leaves out', async () => {
      const { ledger } = opened();
      await ledger.changeSweep('17', () => ({ ...BEGUN, next: 'token', unread: ['a', 'b'] }));
      await ledger.changeSweep('17', () => ({ ...BEGUN, stage: 'listed' }));
      const { next: _, ...listed } = { ...BEGUN, stage: 'listed' };
      expect({ ...(await ledger.sweep('17')) }).toEqual(listed);
    });

    it('stay as they are when the change makes nothing of them, or throws', async () => {
      const { ledger } = opened();
      expect(await ledger.changeSweep('17', () => undefined)).toBe(undefined);
      expect(await ledger.sweep('17')).toBe(undefined);
      const first = await ledger.changeSweep('17', judged(0));
      expect(await ledger.changeSweep('17', () => undefined)).toEqual(first);
      const broken = ledger.changeSweep('17', () => {
        throw new Error('no such stage');
      });
      await expect(broken).rejects.toThrow('no such stage');
      expect(await ledger.sweep('17')).toEqual(first);
    });

    it('lose no change that several connections make at once', async () => {
      const { ledger, another } = opened();
      const connections = [ledger, await another()];
      const batches = [5, 3, 1, 0, 2, 4];
      await Promise.all(
        batches.map((batch, n) => connections[n % 2]?.changeSweep('17', judged(batch))),
      );
      expect(await ledger.sweep('17')).toMatchObject({
        judged: [[0, 5]],
        unread: ['project-0', 'project-1', 'project-2', 'project-3', 'project-4', 'project-5'],
      });
    });
  });
}
