import { describe, expect, it } from 'vitest';
import type { Plan, Step } from '../../../../shared/domain/plan.ts';
import type { Ledger } from '../../../../shared/ledger/ledger.ts';
import { claimRequest } from '../../../fixtures/claim-request.ts';
import type { Opened } from '../contract.ts';

const ACCOUNT = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const STEPS: readonly Step[] = [
  { kind: 'grant-act-as', account: ACCOUNT, member: 'user:dev@example.com' },
  {
    kind: 'grant-token-creator',
    account: ACCOUNT,
    member: 'serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com',
  },
  { kind: 'allow-cross-project-use', project: 'identity-prod' },
  {
    kind: 'verify-access',
    project: { id: 'payments-prod', number: '310000000001' },
    account: ACCOUNT,
    deployer: 'dev@example.com',
  },
];
const BEGUN = { index: 0, kind: 'grant-act-as', before: { etag: 'BwX=' } } as const;
const PLAN: Plan = { steps: STEPS, notes: [] };

/** Claims decision-N on a job of its own, started N seconds behind ten o'clock, and journals the plan. */
async function journal(ledger: Ledger, n: number, plan = PLAN): Promise<void> {
  const decision = `decision-${String(n).padStart(3, '0')}`;
  const at = new Date(Date.UTC(2026, 2, 1, 10, 0, n)).toISOString();
  const budget = { organization: 1000, project: 1000, windowSeconds: 3600 };
  await ledger.claim(claimRequest({ decision, job: `j${n}`, at, budget }));
  await ledger.journalPlan(decision, 'one', plan);
}

async function decisionsOn(ledger: Ledger, target: string): Promise<readonly string[]> {
  return (await ledger.remediationsOn(target)).map(({ decision }) => decision);
}

export function targetsContract(opened: Opened): void {
  describe('the remediations that write to one target', () => {
    it('are found by every account, project and job of the plan, whole and last started first', async () => {
      const { ledger, another } = opened();
      await journal(ledger, 1);
      await ledger.beginStep('decision-001', 'one', BEGUN, '2026-03-01T10:00:02Z');
      await journal(ledger, 2, { steps: STEPS.slice(1, 2), notes: ['act-as holds'] });
      const second = await another();
      expect(await decisionsOn(second, ACCOUNT)).toEqual(['decision-002', 'decision-001']);
      expect(await decisionsOn(second, 'projects/identity-prod')).toEqual(['decision-001']);
      const [one] = await ledger.remediationsOf(claimRequest({ job: 'j1' }).resource);
      expect(one).toMatchObject({ plan: PLAN, steps: [BEGUN] });
      expect(await second.remediationsOn('projects/identity-prod')).toEqual([one]);
    });

    it('do not come under what the plan only reads or names otherwise', async () => {
      const { ledger } = opened();
      await journal(ledger, 1);
      for (const other of [
        'projects/payments-prod',
        'user:dev@example.com',
        'batch-runtime',
        claimRequest({ job: 'j1' }).resource,
        '',
      ])
        expect(await ledger.remediationsOn(other)).toEqual([]);
    });

    it('follow the plan that replaces another', async () => {
      const { ledger } = opened();
      await journal(ledger, 1);
      await ledger.journalPlan('decision-001', 'one', { steps: STEPS.slice(2), notes: [] });
      expect(await decisionsOn(ledger, ACCOUNT)).toEqual([]);
      expect(await decisionsOn(ledger, 'projects/identity-prod')).toEqual(['decision-001']);
    });

    it('stay when the remediation has ended', async () => {
      const { ledger } = opened();
      await journal(ledger, 1);
      const outcome = { kind: 'failed', retryable: false, because: 'Google refused.' } as const;
      await ledger.conclude('decision-001', 'one', outcome, '2026-03-01T10:00:05Z');
      expect(await ledger.remediationsOn(ACCOUNT)).toMatchObject([{ outcome }]);
    });

    it('are the 100 that started last', async () => {
      const { ledger } = opened();
      for (let n = 1; n <= 101; n++) await journal(ledger, n);
      const found = await decisionsOn(ledger, ACCOUNT);
      expect([found.length, found[0], found.at(-1)]).toEqual([100, 'decision-101', 'decision-002']);
    });
  });
}
