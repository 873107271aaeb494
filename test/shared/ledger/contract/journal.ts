import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../shared/domain/outcome.ts';
import type { Plan } from '../../../../shared/domain/plan.ts';
import type { FullResourceName } from '../../../../shared/domain/resource.ts';
import { ClaimLost } from '../../../../shared/ledger/claim-lost.ts';
import { claimRequest } from '../../../fixtures/claim-request.ts';
import type { Opened } from '../contract.ts';

const MEMBER = 'user:dev@example.com';
const ACCOUNT = 'nightly-a1b2c3@payments-prod.iam.gserviceaccount.com';
const PLAN: Plan = {
  steps: [
    { kind: 'grant-act-as', account: ACCOUNT, member: MEMBER },
    {
      kind: 'assign-service-account',
      job: { kind: 'job', project: 'payments-prod', location: 'us-central1', name: 'nightly' },
      uid: 'uid-1',
      from: '',
      to: ACCOUNT,
    },
  ],
  notes: [],
};
const DONE: Outcome = {
  kind: 'remediated',
  because: 'It runs as its own account.',
  wayBack: ['gcloud run jobs update nightly'],
};

export function journalContract(opened: Opened): void {
  describe('the journal', () => {
    it('tells a remediation whole, step by step', async () => {
      const { ledger, another } = opened();
      const { resource } = claimRequest();
      await ledger.claim(claimRequest());
      await ledger.journalPlan('decision-1', 'one', PLAN);
      const first = { index: 0, kind: 'grant-act-as', before: { held: false } } as const;
      await ledger.beginStep('decision-1', 'one', first, '2026-03-01T10:00:01Z');
      await ledger.endStep('decision-1', 'one', 0, { etag: 'BwX=' }, '2026-03-01T10:00:02Z');
      const second = { index: 1, kind: 'assign-service-account', before: undefined } as const;
      await ledger.beginStep('decision-1', 'one', second, '2026-03-01T10:00:03Z');
      await ledger.endStep('decision-1', 'one', 1, undefined, '2026-03-01T10:00:04Z');
      await ledger.conclude('decision-1', 'one', DONE, '2026-03-01T10:00:05Z');
      expect(await (await another()).remediationsOf(resource)).toEqual([
        {
          decision: 'decision-1',
          finding: 'default-service-account~payments-prod~us-central1~nightly',
          resource:
            '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly',
          started: '2026-03-01T10:00:00Z',
          plan: PLAN,
          steps: [
            {
              ...first,
              after: { etag: 'BwX=' },
              began: '2026-03-01T10:00:01Z',
              ended: '2026-03-01T10:00:02Z',
            },
            {
              ...second,
              after: undefined,
              began: '2026-03-01T10:00:03Z',
              ended: '2026-03-01T10:00:04Z',
            },
          ],
          outcome: DONE,
        },
      ]);
    });

    it('lists the remediations of one resource, last started first', async () => {
      const { ledger } = opened();
      const { resource } = claimRequest();
      expect(await ledger.remediationsOf(resource)).toEqual([]);
      for (const n of [1, 2]) {
        const decision = `decision-${n}`;
        await ledger.claim(claimRequest({ decision, at: `2026-03-01T10:0${n}:00Z` }));
        await ledger.conclude(decision, 'one', DONE, `2026-03-01T10:0${n}:05Z`);
      }
      await ledger.claim(claimRequest({ decision: 'decision-3', job: 'hourly' }));
      const all = await ledger.remediationsOf(resource);
      expect(all.map(({ decision }) => decision)).toEqual(['decision-2', 'decision-1']);
    });

    it('replaces what a step found until it has ended, and nothing after that', async () => {
      const { ledger } = opened();
      await ledger.claim(claimRequest());
      await ledger.journalPlan('decision-1', 'one', PLAN);
      const step = { index: 0, kind: 'grant-act-as' } as const;
      const at = '2026-03-01T10:00:01Z';
      await ledger.beginStep('decision-1', 'one', { ...step, before: { try: 1 } }, at);
      await ledger.beginStep('decision-1', 'one', { ...step, before: { try: 2 } }, at);
      await ledger.endStep('decision-1', 'one', 0, { try: 2 }, at);
      await expect(
        ledger.beginStep('decision-1', 'one', { ...step, before: { try: 3 } }, at),
      ).rejects.toThrow('Step 0 of decision-1 has ended and cannot begin again.');
      for (const index of [0, 1])
        await expect(ledger.endStep('decision-1', 'one', index, {}, at)).rejects.toThrow(
          `Step ${index} of decision-1 is not under way, so it cannot end.`,
        );
      const [remediation] = await ledger.remediationsOf(claimRequest().resource);
      expect(remediation?.steps).toEqual([
        { ...step, before: { try: 2 }, after: { try: 2 }, began: at, ended: at },
      ]);
    });

    it('keeps every moment at which a step was begun, the newest 50 of them beside the last', async () => {
      const { ledger } = opened();
      await ledger.claim(claimRequest());
      await ledger.journalPlan('decision-1', 'one', PLAN);
      const step = { index: 0, kind: 'grant-act-as', before: {} } as const;
      const begin = (at: string) => ledger.beginStep('decision-1', 'one', step, at);
      const stepOf = async () =>
        (await ledger.remediationsOf(claimRequest().resource))[0]?.steps.at(0);
      await begin('2026-03-01T10:00:01Z');
      expect(await stepOf()).not.toHaveProperty('earlier');
      await begin('2026-03-01T10:04:00Z');
      await begin('2026-03-01T10:08:00Z');
      await ledger.endStep('decision-1', 'one', 0, {}, '2026-03-01T10:08:01Z');
      expect(await stepOf()).toEqual({
        ...step,
        after: {},
        began: '2026-03-01T10:08:00Z',
        earlier: ['2026-03-01T10:00:01Z', '2026-03-01T10:04:00Z'],
        ended: '2026-03-01T10:08:01Z',
      });
      const second = { ...step, index: 1 };
      for (let minute = 0; minute < 53; minute += 1) {
        const at = `2026-03-01T11:${String(minute).padStart(2, '0')}:00Z`;
        await ledger.beginStep('decision-1', 'one', second, at);
      }
      const [remediation] = await ledger.remediationsOf(claimRequest().resource);
      const { began, earlier } = remediation?.steps.at(1) ?? {};
      expect(began).toBe('2026-03-01T11:52:00Z');
      expect(earlier).toHaveLength(50);
      expect(earlier?.at(0)).toBe('2026-03-01T11:02:00Z');
      expect(earlier?.at(-1)).toBe('2026-03-01T11:51:00Z');
    });

    it('takes another plan until a step has begun, then only the same', async () => {
      const { ledger } = opened();
      await ledger.claim(claimRequest());
      await ledger.journalPlan('decision-1', 'one', { steps: [], notes: ['first thought'] });
      await ledger.journalPlan('decision-1', 'one', PLAN);
      const step = { index: 0, kind: 'grant-act-as', before: {} } as const;
      await ledger.beginStep('decision-1', 'one', step, '2026-03-01T10:00:01Z');
      await ledger.journalPlan('decision-1', 'one', PLAN);
      await expect(
        ledger.journalPlan('decision-1', 'one', { steps: [], notes: [] }),
      ).rejects.toThrow(/^The plan of decision-1 has 1 steps begun and cannot be replaced/);
      const [remediation] = await ledger.remediationsOf(claimRequest().resource);
      expect(remediation?.plan).toEqual(PLAN);
    });

    it('is closed to those who claimed nothing', async () => {
      const { ledger } = opened();
      const step = { index: 0, kind: 'grant-act-as', before: {} } as const;
      const at = '2026-03-01T10:00:01Z';
      await expect(ledger.journalPlan('decision-1', 'one', PLAN)).rejects.toThrow(ClaimLost);
      await expect(ledger.beginStep('decision-1', 'one', step, at)).rejects.toThrow(ClaimLost);
      await expect(ledger.conclude('decision-1', 'one', DONE, at)).rejects.toThrow(ClaimLost);
    });

    it('is closed by the outcome, which stays the first', async () => {
      const { ledger } = opened();
      const at = '2026-03-01T10:00:05Z';
      await ledger.claim(claimRequest());
      await ledger.conclude('decision-1', 'one', DONE, at);
      await ledger.conclude('decision-1', 'one', { kind: 'skipped', because: 'again' }, at);
      await ledger.release('decision-1', 'one');
      await expect(ledger.conclude('decision-1', 'two', DONE, at)).rejects.toThrow(ClaimLost);
      await expect(ledger.journalPlan('decision-1', 'one', PLAN)).rejects.toThrow(ClaimLost);
      expect(await ledger.claim(claimRequest())).toEqual({ kind: 'concluded', outcome: DONE });
    });

    it('takes a final failure as an outcome, but not one that can be tried again', async () => {
      const { ledger } = opened();
      const at = '2026-03-01T10:00:05Z';
      const failed = { kind: 'failed', retryable: true, because: 'Cloud Run is away.' } as const;
      await ledger.claim(claimRequest());
      await expect(ledger.conclude('decision-1', 'one', failed, at)).rejects.toThrow(
        'decision-1 failed but can be tried again; release it, do not conclude.',
      );
      const final = { ...failed, retryable: false };
      await ledger.conclude('decision-1', 'one', final, at);
      expect(await ledger.claim(claimRequest())).toEqual({ kind: 'concluded', outcome: final });
    });
  });

  describe('accounts of its own', () => {
    it('are known by the resource and the uid of the job they were made for', async () => {
      const { ledger, another } = opened();
      const account = {
        resource: claimRequest().resource,
        jobUid: 'uid-1',
        email: ACCOUNT,
        uniqueId: '104000000000000000001',
        nonce: 'nonce-1',
        made: '2026-03-01T10:00:01Z',
      };
      await ledger.rememberAccount(account);
      await ledger.rememberAccount({ ...account, jobUid: 'uid-2', uniqueId: '2' });
      const second = await another();
      expect(await second.accountOf(account.resource, 'uid-1')).toEqual(account);
      expect(await second.accountOf(account.resource, 'uid-3')).toBe(undefined);
      const other = `${account.resource}-2` as FullResourceName;
      expect(await second.accountOf(other, 'uid-1')).toBe(undefined);
      await second.rememberAccount({ ...account, uniqueId: '3' });
      expect((await ledger.accountOf(account.resource, 'uid-1'))?.uniqueId).toBe('3');
    });
  });
}
