import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimRequest } from '../../fixtures/claim-request.ts';
import { someProposal } from '../../fixtures/proposal.ts';
import { sighting } from '../../fixtures/sighting.ts';
import {
  ADMIN,
  APPROVE,
  type ApproverConsole,
  approverConsole,
  WAITING,
} from './approver-console.ts';

const { digest } = someProposal();

let here: ApproverConsole;
beforeEach(async () => {
  here = await approverConsole();
});
afterEach(() => here.ledger.close());

describe('POST /api/findings/ID/approve', () => {
  it('records the approval, answers the plan, and tells remediate by ids alone where to look', async () => {
    const ports = { newId: () => 'f3a1' };
    const { status, answer } = await here.post(APPROVE, { as: ADMIN, body: { digest }, ports });
    expect(status).toBe(202);
    expect(answer).toEqual({
      finding: WAITING,
      said: `${ADMIN} approved the plan 0123456789ab. Bailiff reads everything again, and does it if nothing has moved.`,
      plan: '0123456789ab',
      does: ['Move the job from its default account to nightly-runner.'],
      notes: [],
      request: {
        ...{ kind: 'approve', id: 'f3a1', by: ADMIN, of: digest, used: false },
        ...{ at: '2026-03-01T12:00:00.000Z', expires: '2026-03-02T12:00:00.000Z' },
      },
    });
    expect((await here.ledger.finding(WAITING))?.request).toEqual(answer['request']);
    const message = {
      ...{ kind: 'finding', finding: WAITING },
      ...{ decision: `${WAITING}@approve.f3a1`, event: 'approvals|approve.f3a1' },
    };
    expect(here.told).toEqual([{ topic: 'approvals', message }]);
  });

  it('tells again, and records nothing new, when another approver wants the same', async () => {
    await here.post(APPROVE, { as: ADMIN });
    const before = await here.ledger.finding(WAITING);
    const { status } = await here.post(APPROVE, { as: 'user:Second@example.com' });
    expect(status).toBe(202);
    expect(await here.ledger.finding(WAITING)).toEqual(before);
    expect(here.told).toHaveLength(2);
    expect(here.told[1]).toEqual(here.told[0]);
  });

  it('fails when remediate cannot be here.told, and can be asked again', async () => {
    const publish = async () => {
      throw new Error('Pub/Sub is away.');
    };
    const ports = { publisher: { publish } };
    const { status, answer } = await here.post(APPROVE, { as: ADMIN, ports });
    expect(status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain('Pub/Sub');
    expect((await here.post(APPROVE, { as: ADMIN })).status).toBe(202);
    expect(here.told).toHaveLength(1);
  });
});

describe('POST /api/findings/ID/reject', () => {
  it('holds the finding at ticket with the reason, and all that the same plan would have mended', async () => {
    const sibling = await here.ledger.see(sighting({ job: 'sibling' }));
    await here.ledger.move(sibling.id, { state: 'awaiting-approval', proposal: someProposal() });
    const together = [sibling.id];
    await here.ledger.move(WAITING, {
      state: 'awaiting-approval',
      proposal: someProposal({ together }),
    });
    const body = { reason: ' Not in March. ' };
    const { status, answer } = await here.post(`/api/findings/${WAITING}/reject`, {
      as: ADMIN,
      body,
    });
    expect(status).toBe(202);
    expect(answer['said']).toBe(
      `${ADMIN} rejected the plan: it stays at ticket until the job or the policy changes.`,
    );
    for (const id of [WAITING, sibling.id])
      expect(await here.ledger.finding(id)).toMatchObject({
        state: 'held',
        mode: 'ticket',
        hold: { kind: 'rejected', by: ADMIN, reason: 'Not in March.' },
      });
    expect(here.told.map(({ message }) => message.kind === 'finding' && message.finding)).toEqual([
      WAITING,
      sibling.id,
    ]);
  });
});

describe('POST /api/findings/ID/undo', () => {
  const step = {
    kind: 'grant-act-as',
    account: 'nightly-runner@payments-prod.iam.gserviceaccount.com',
    member: 'user:dev@example.com',
  } as const;
  /** A remediation that made one grant. */
  async function mended(deployedBy: readonly string[]) {
    const claim = claimRequest();
    await here.ledger.claim(claim);
    const { decision, owner } = claim;
    await here.ledger.journalPlan(decision, owner, { steps: [step], notes: [], deployedBy });
    const at = '2026-03-01T10:00:01Z';
    await here.ledger.beginStep(decision, owner, { index: 0, kind: step.kind, before: {} }, at);
    await here.ledger.endStep(decision, owner, 0, { added: true }, at);
    const done = { kind: 'remediated', because: 'Mended.', wayBack: [] } as const;
    await here.ledger.conclude(decision, owner, done, at);
    await here.ledger.move(WAITING, { state: 'remediated' });
  }

  it('records what is to be undone; with dryRun it only says what that is', async () => {
    await mended(['dev@example.com']);
    const does = [
      `Take roles/iam.serviceAccountUser on ${step.account} from ${step.member} again, if it is still there.`,
    ];
    const body = { dryRun: true };
    const dry = await here.post(`/api/findings/${WAITING}/undo`, { as: ADMIN, body });
    expect([dry.status, dry.answer['does'], dry.answer['stays']]).toEqual([200, does, []]);
    expect((await here.ledger.finding(WAITING))?.request).toBeUndefined();
    expect(here.told).toEqual([]);
    const { status, answer } = await here.post(`/api/findings/${WAITING}/undo`, { as: ADMIN });
    expect([status, answer['does']]).toEqual([202, does]);
    expect((await here.ledger.finding(WAITING))?.request).toMatchObject({
      kind: 'undo',
      of: 'decision-1',
    });
    expect(here.told).toHaveLength(1);
  });

  it('is refused to whoever deployed it, dry run or not', async () => {
    await mended(['second@example.com']);
    for (const dryRun of [true, false]) {
      const request = { as: 'user:second@example.com', body: { dryRun } };
      expect((await here.post(`/api/findings/${WAITING}/undo`, request)).status).toBe(403);
    }
    expect(here.told).toEqual([]);
  });
});
