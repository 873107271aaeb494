import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../../shared/domain/plan.ts';
import { ClaimLost } from '../../../../shared/ledger/claim-lost.ts';
import { claimRequest } from '../../../fixtures/claim-request.ts';
import type { Opened } from '../contract.ts';

const PLAN: Plan = {
  steps: [
    {
      kind: 'create-account',
      project: 'payments-prod',
      accountId: 'nightly-a1b2c3',
      displayName: 'nightly',
      nonce: 'nonce-1',
    },
  ],
  notes: ['roles/editor was left out, it would widen access.'],
};
const BEGUN = { index: 0, kind: 'create-account', before: { nonce: 'nonce-1' } } as const;
const SUPERSEDED = {
  kind: 'failed',
  retryable: false,
  because:
    'Superseded by decision-2: its claim ran out and nobody resumed it; its steps stay in the journal.',
};

export function takeOverContract(opened: Opened): void {
  describe('a claim that was cut off', () => {
    it('passes to the next owner of the same decision at the end of the lease, with its journal', async () => {
      const { ledger, another } = opened();
      const second = await another();
      await ledger.claim(claimRequest());
      await ledger.journalPlan('decision-1', 'one', PLAN);
      await ledger.beginStep('decision-1', 'one', BEGUN, '2026-03-01T10:00:01Z');
      const next = claimRequest({ owner: 'two', at: '2026-03-01T10:01:00Z' });
      expect(await second.claim(next)).toEqual({
        kind: 'claimed',
        plan: PLAN,
        steps: [{ ...BEGUN, after: undefined, began: '2026-03-01T10:00:01Z', ended: undefined }],
      });
      const at = '2026-03-01T10:01:01Z';
      const outcome = { kind: 'skipped', because: 'late' } as const;
      await expect(ledger.journalPlan('decision-1', 'one', PLAN)).rejects.toThrow(ClaimLost);
      await expect(ledger.beginStep('decision-1', 'one', BEGUN, at)).rejects.toThrow(ClaimLost);
      await expect(ledger.endStep('decision-1', 'one', 0, {}, at)).rejects.toThrow(ClaimLost);
      await expect(ledger.conclude('decision-1', 'one', outcome, at)).rejects.toThrow(ClaimLost);
      await ledger.release('decision-1', 'one');
      await second.endStep('decision-1', 'two', 0, { uniqueId: '1' }, at);
    });

    it('still belongs to its owner when the lease ran out and nobody took it', async () => {
      const { ledger } = opened();
      await ledger.claim(claimRequest());
      await ledger.journalPlan('decision-1', 'one', PLAN);
      await ledger.beginStep('decision-1', 'one', BEGUN, '2026-03-01T10:20:00Z');
      await ledger.endStep('decision-1', 'one', 0, {}, '2026-03-01T10:20:01Z');
    });

    it('goes to the next delivery at once when it was released, with plan and steps', async () => {
      const { ledger } = opened();
      await ledger.claim(claimRequest());
      await ledger.journalPlan('decision-1', 'one', PLAN);
      await ledger.beginStep('decision-1', 'one', BEGUN, '2026-03-01T10:00:01Z');
      await ledger.release('decision-1', 'one');
      await ledger.release('decision-1', 'one');
      await expect(
        ledger.beginStep('decision-1', 'one', BEGUN, '2026-03-01T10:00:02Z'),
      ).rejects.toThrow('The claim on decision-1 has passed to another instance; this one stops.');
      const next = claimRequest({ owner: 'two', at: '2026-03-01T10:00:03Z' });
      expect(await ledger.claim(next)).toMatchObject({ kind: 'claimed', plan: PLAN });
    });

    it('cannot be released by anyone else', async () => {
      const { ledger } = opened();
      await ledger.claim(claimRequest());
      await ledger.release('decision-1', 'two');
      await ledger.release('decision-9', 'two');
      const rival = claimRequest({ owner: 'two', at: '2026-03-01T10:00:01Z' });
      expect((await ledger.claim(rival)).kind).toBe('busy');
    });

    it('does not count against the budget again when it is resumed', async () => {
      const { ledger } = opened();
      const budget = { organization: 1, project: 1, windowSeconds: 3600 };
      await ledger.claim(claimRequest({ budget }));
      const next = { owner: 'two', at: '2026-03-01T10:02:00Z', budget };
      expect((await ledger.claim(claimRequest(next))).kind).toBe('claimed');
      const none = { organization: 0, project: 0, windowSeconds: 3600 };
      const third = { owner: 'three', at: '2026-03-01T10:04:00Z', budget: none };
      expect((await ledger.claim(claimRequest(third))).kind).toBe('claimed');
    });

    it('keeps its resource for 10 minutes behind the lease, so that it can be resumed', async () => {
      const { ledger } = opened();
      await ledger.claim(claimRequest());
      const newer = { decision: 'decision-2', owner: 'two' };
      const early = claimRequest({ ...newer, at: '2026-03-01T10:10:59Z' });
      expect(await ledger.claim(early)).toEqual({
        kind: 'busy',
        until: '2026-03-01T10:11:00.000Z',
      });
      const resumed = claimRequest({ owner: 'three', at: '2026-03-01T10:10:59Z' });
      expect((await ledger.claim(resumed)).kind).toBe('claimed');
      const later = claimRequest({ ...newer, at: '2026-03-01T10:11:00Z' });
      expect(await ledger.claim(later)).toEqual({
        kind: 'busy',
        until: '2026-03-01T10:21:59.000Z',
      });
    });

    it('keeps its resource as long when it was released', async () => {
      const { ledger } = opened();
      await ledger.claim(claimRequest());
      await ledger.release('decision-1', 'one');
      const newer = claimRequest({ decision: 'decision-2', at: '2026-03-01T10:05:00Z' });
      expect((await ledger.claim(newer)).kind).toBe('busy');
    });

    it('yields to another decision after that, ends as failed, and keeps its journal', async () => {
      const { ledger } = opened();
      const { resource } = claimRequest();
      await ledger.claim(claimRequest());
      await ledger.journalPlan('decision-1', 'one', PLAN);
      await ledger.beginStep('decision-1', 'one', BEGUN, '2026-03-01T10:00:01Z');
      const newer = claimRequest({
        decision: 'decision-2',
        owner: 'two',
        at: '2026-03-01T10:11:00Z',
      });
      expect(await ledger.claim(newer)).toEqual({ kind: 'claimed', plan: undefined, steps: [] });
      const [second, first] = await ledger.remediationsOf(resource);
      expect(second).toMatchObject({ decision: 'decision-2', outcome: undefined });
      expect(first).toMatchObject({ decision: 'decision-1', outcome: SUPERSEDED, plan: PLAN });
      expect(first?.steps).toMatchObject([BEGUN]);
      const late = '2026-03-01T10:11:01Z';
      await expect(ledger.endStep('decision-1', 'one', 0, {}, late)).rejects.toThrow(ClaimLost);
      await expect(
        ledger.conclude('decision-1', 'one', { kind: 'skipped', because: 'late' }, late),
      ).rejects.toThrow(ClaimLost);
      const again = claimRequest({ owner: 'one', at: late });
      expect(await ledger.claim(again)).toEqual({ kind: 'concluded', outcome: SUPERSEDED });
    });

    it('is not superseded by a decision that the budget holds back', async () => {
      const { ledger } = opened();
      const budget = { organization: 1, project: 1, windowSeconds: 3600 };
      await ledger.claim(claimRequest({ budget }));
      const at = '2026-03-01T10:30:00Z';
      const newer = claimRequest({ decision: 'decision-2', at, budget });
      expect((await ledger.claim(newer)).kind).toBe('limited');
      expect((await ledger.claim(claimRequest({ owner: 'two', at }))).kind).toBe('claimed');
    });
  });
}
