import { describe, expect, it } from 'vitest';
import { lookKey } from '../../../../shared/domain/wake.ts';
import { claimRequest } from '../../../fixtures/claim-request.ts';
import type { Opened } from '../contract.ts';

const CLAIMED = { kind: 'claimed', plan: undefined, steps: [] };
const LINE = 'projects/payments-prod';
const HOUR = { organization: 100, project: 2, deployer: 100, share: 100, windowSeconds: 3600 };
const AT = '2026-03-01T11:00:30Z';

/** A claim of its own decision on a job, half a minute after there is room for one in its project. */
const claimOf = (job: string, changes: Parameters<typeof claimRequest>[0] = {}) =>
  claimRequest({ decision: `${job}@1`, job, budget: HOUR, at: AT, ...changes });

export function turnsContract(opened: Opened): void {
  /** One job waits under a limit of two in its project, of which one is left. */
  async function waiting(changes: { due?: string; tries?: number; line?: string } = {}) {
    const { ledger, another } = opened();
    await ledger.claim(claimOf('first', { at: '2026-03-01T10:00:00Z' }));
    await ledger.claim(claimOf('second', { at: '2026-03-01T10:30:00Z' }));
    const { finding, decision, event } = claimOf('waits');
    await ledger.schedule({
      ...{ key: lookKey(finding), kind: 'limited', finding, decision, event },
      ...{ due: '2026-03-01T11:00:00Z', nonce: 'n1', tries: 0, line: LINE },
      ...changes,
    });
    return { ledger, second: await another() };
  }

  describe('room under a limit', () => {
    it('is for who waits in its line, and not for who comes just then', async () => {
      const { ledger, second } = await waiting();
      const newcomer = claimOf('newcomer', { deployer: 'ci@example.com' });
      expect(await second.claim(newcomer)).toEqual({
        kind: 'limited',
        because:
          'The budget of 2 remediations for project payments-prod has room for 1 by now, for which others have waited.',
        line: LINE,
        most: 2,
        until: '2026-03-01T11:30:30.000Z',
      });
      expect(await ledger.remediationsOf(newcomer.resource)).toEqual([]);
      expect(await second.claim(claimOf('waits'))).toEqual(CLAIMED);
    });

    it('is for a newcomer too, where it is more than those need who wait', async () => {
      const { ledger } = await waiting();
      const later = { at: '2026-03-01T11:30:00Z' };
      expect(await ledger.claim(claimOf('newcomer', later))).toEqual(CLAIMED);
      expect((await ledger.claim(claimOf('another', later))).kind).toBe('limited');
      expect(await ledger.claim(claimOf('waits', later))).toEqual(CLAIMED);
    });

    it('is for a newcomer of whom nobody stands in front: others wait for another limit', async () => {
      const { ledger } = await waiting({ line: 'projects/data-dev' });
      expect(await ledger.claim(claimOf('newcomer'))).toEqual(CLAIMED);
    });

    it('is not for who waits himself and comes ahead of his turn, while others wait', async () => {
      const { ledger } = await waiting({ due: '2026-03-01T11:10:00Z' });
      const wake = await ledger.wake(lookKey(claimOf('waits').finding));
      if (wake === undefined) throw new Error('One waits.');
      const key = lookKey(claimOf('behind').finding);
      await ledger.schedule({ ...wake, key, due: '2026-03-01T11:20:00Z' });
      expect((await ledger.claim(claimOf('behind'))).kind).toBe('limited');
      await ledger.unschedule(wake.key, wake.nonce);
      expect(await ledger.claim(claimOf('behind'))).toEqual(CLAIMED);
    });

    it('is for whoever is due and was told of it, though his message is tried again', async () => {
      const { ledger } = await waiting({ due: '2026-03-01T11:05:00Z', tries: 1 });
      expect((await ledger.claim(claimOf('newcomer'))).kind).toBe('limited');
      expect(await ledger.claim(claimOf('waits'))).toEqual(CLAIMED);
    });

    it('is kept for nobody who came to nothing so often that he is put off for hours', async () => {
      const { ledger } = await waiting({ due: '2026-03-01T17:00:00Z', tries: 8 });
      expect(await ledger.claim(claimOf('newcomer'))).toEqual(CLAIMED);
    });

    it('is kept from no resumption, nor from what no limit bounds', async () => {
      const { ledger } = await waiting();
      const resumed = claimOf('second', { owner: 'two', at: '2026-03-01T11:00:30Z' });
      expect((await ledger.claim(resumed)).kind).toBe('claimed');
      const most = Number.MAX_SAFE_INTEGER;
      const budget = { ...HOUR, organization: most, project: most };
      expect(await ledger.claim(claimOf('undone', { budget }))).toEqual(CLAIMED);
    });
  });
}
