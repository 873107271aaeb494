import { describe, expect, it } from 'vitest';
import { claimRequest } from '../../../fixtures/claim-request.ts';
import type { Opened } from '../contract.ts';

const LOWERED = {
  mode: 'ticket',
  by: 'user:admin@example.com',
  at: '2026-03-01T10:00:00Z',
  why: 'A release goes wrong.',
} as const;
const RAISED = {
  mode: 'remediate',
  by: 'user:second@example.com',
  at: '2026-03-01T11:00:00Z',
  why: 'It was something else.',
} as const;

export function ceilingsContract(opened: Opened): void {
  describe('the ceiling', () => {
    it('is kept with who set it when and why, and what was before, on every connection', async () => {
      const { ledger, another } = opened();
      const second = await another();
      expect(await ledger.ceiling()).toBe(undefined);
      const first = { number: 1, ...LOWERED };
      expect(await ledger.setCeiling(LOWERED)).toEqual({ ...first, history: [first] });
      const raised = { number: 2, ...RAISED };
      const now = { ...raised, history: [first, raised] };
      expect(await second.setCeiling(RAISED)).toEqual(now);
      expect(await ledger.ceiling()).toEqual(now);
    });

    it('that stands already is left as it is, whoever asks again', async () => {
      const { ledger, another } = opened();
      const first = await ledger.setCeiling(LOWERED);
      const again = { ...LOWERED, by: RAISED.by, at: RAISED.at };
      expect(await (await another()).setCeiling(again)).toEqual(first);
      expect(await ledger.ceiling()).toEqual(first);
    });

    it('bars a start that goes further, from the moment it is set, and nothing else', async () => {
      const { ledger, another } = opened();
      const second = await another();
      const began = claimRequest({ decision: 'd1', job: 'j1', needs: 'remediate' });
      expect((await second.claim(began)).kind).toBe('claimed');
      await ledger.setCeiling({ ...LOWERED, mode: 'approve' });
      const automatic = claimRequest({ decision: 'd2', job: 'j2', needs: 'remediate' });
      expect(await second.claim(automatic)).toEqual({
        kind: 'barred',
        because:
          'user:admin@example.com set the ceiling to approve at 2026-03-01T10:00:00Z: A release goes wrong.',
      });
      expect(await ledger.remediationsOf(automatic.resource)).toEqual([]);
      const approved = claimRequest({ decision: 'd3', job: 'j3', needs: 'approve' });
      expect((await second.claim(approved)).kind).toBe('claimed');
      await ledger.setCeiling(LOWERED);
      const later = claimRequest({ decision: 'd4', job: 'j4', needs: 'approve' });
      expect((await second.claim(later)).kind).toBe('barred');
      // What was begun has to be put back, and what an approver takes back is no step further.
      expect((await second.claim(began)).kind).toBe('claimed');
      const undo = claimRequest({ decision: 'd5', job: 'j5' });
      expect((await second.claim(undo)).kind).toBe('claimed');
      await ledger.setCeiling(RAISED);
      expect((await second.claim(automatic)).kind).toBe('claimed');
    });

    it('bars no less when starts and setters meet', async () => {
      const { ledger, another } = opened();
      const second = await another();
      const claims = Array.from({ length: 8 }, (_, n) =>
        second.claim(
          claimRequest({ decision: `d${n}`, job: `j${n}`, owner: `o${n}`, needs: 'remediate' }),
        ),
      );
      await ledger.setCeiling(LOWERED);
      const answers = await Promise.all(claims);
      const last = claimRequest({ decision: 'last', job: 'last', needs: 'remediate' });
      expect((await second.claim(last)).kind).toBe('barred');
      const started = await Promise.all(
        answers.map((_, n) => ledger.remediationsOf(claimRequest({ job: `j${n}` }).resource)),
      );
      expect(started.map(({ length }) => length)).toEqual(
        answers.map(({ kind }) => (kind === 'claimed' ? 1 : 0)),
      );
    });
  });
}
