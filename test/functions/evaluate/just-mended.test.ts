import { beforeEach, describe, expect, test } from 'vitest';
import type { FindingId } from '../../../shared/domain/finding.ts';
import type { Outcome } from '../../../shared/domain/outcome.ts';
import type { Plan } from '../../../shared/domain/plan.ts';
import { AGENT, BATCH, newestResult, startShared } from './cross-project.ts';
import { type Evaluating, start } from './evaluating.ts';
import { refusedDeploy } from './refused-deploy.ts';

const KEY = `payments-prod~${BATCH}~dev@example.com~attempt`;
const ACT_AS = `missing-act-as~${KEY}` as FindingId;
const MINTING = `missing-token-creator~${KEY}` as FindingId;
const GRANTS: Plan = {
  steps: [
    { kind: 'grant-act-as', account: BATCH, member: 'user:dev@example.com' },
    { kind: 'grant-token-creator', account: BATCH, member: AGENT },
  ],
  notes: [],
  together: [MINTING],
};
const LIFTS: Plan = {
  steps: [{ kind: 'allow-cross-project-use', project: 'identity-prod' }],
  notes: [],
  together: [MINTING],
};

/** Somebody is refused payments-prod/cp under batch-runtime@identity-prod at that time of 2026-05-04. */
function denied(time: string, who = 'dev@example.com') {
  return refusedDeploy(BATCH, `2026-05-04T${time}Z`, who);
}

interface Mending {
  readonly plan?: Plan;
  /** `undefined` while it is under way. */
  readonly outcome?: Outcome | undefined;
  readonly decision?: string;
  /** Steps that have begun; behind the plan's own is that it was put back. */
  readonly begun?: readonly number[];
}

/** A remediation of the missing act-as that began at 09:00. */
async function mend({ ledger }: Evaluating, how: Mending = {}): Promise<void> {
  const { plan = GRANTS, begun = plan.steps.map((_, index) => index) } = how;
  const outcome =
    'outcome' in how
      ? how.outcome
      : ({ kind: 'remediated', because: 'Granted.', wayBack: [] } as const);
  const at = '2026-05-04T09:00:00Z';
  const { decision = `${ACT_AS}@event.remediate.abc` } = how;
  await ledger.claim({
    decision,
    finding: ACT_AS,
    resource: KEY as never,
    project: 'payments-prod',
    owner: 'o',
    at,
    leaseSeconds: 600,
    event: 'event-1',
    budget: { organization: 10, project: 10, windowSeconds: 3600 },
  });
  await ledger.journalPlan(decision, 'o', plan);
  for (const index of begun) {
    const kind = plan.steps[index]?.kind ?? 'grant-token-creator';
    await ledger.beginStep(decision, 'o', { index, kind, before: {} }, at);
  }
  if (outcome !== undefined) await ledger.conclude(decision, 'o', outcome, at);
  if (outcome?.kind === 'remediated')
    for (const id of [ACT_AS, MINTING]) await ledger.move(id, { state: 'remediated' });
}
const states = async (at: Evaluating) =>
  (await at.findings())
    .map(({ rule, state, occurrences }) => `${rule} ${state} ${occurrences}`)
    .toSorted();

describe('a deploy that is denied again', () => {
  let at: Evaluating;
  beforeEach(async () => {
    at = await start();
    await at.deliver(denied('08:59:00'));
    expect(await states(at)).toEqual(['missing-act-as open 1', 'missing-token-creator open 1']);
  });

  test.each([
    ['ten minutes after the grants', '09:10:00', GRANTS],
    ['ten minutes after the constraint was lifted', '09:10:00', LIFTS],
    ['before the grants, and told of late', '08:59:30', GRANTS],
  ])('%s re-opens nothing, of siblings neither', async (_, time, plan) => {
    await mend(at, { plan });
    const told = at.published.length;
    await at.deliver(denied(time));
    await at.deliver(denied(time));
    expect(newestResult(at)).toBe('denied.propagating');
    expect(await states(at)).toEqual([
      'missing-act-as remediated 1',
      'missing-token-creator remediated 1',
    ]);
    expect(at.published).toHaveLength(told);
    expect(await at.ledger.counts()).toEqual({ 'denied.propagating': 1, finding: 1 });
  });

  test('while the grants are being made is left to them', async () => {
    await mend(at, { outcome: undefined, begun: [0] });
    await at.deliver(denied('09:00:30'));
    expect(newestResult(at)).toBe('denied.propagating');
    expect(await states(at)).toEqual(['missing-act-as open 1', 'missing-token-creator open 1']);
  });

  test('later than that re-opens it', async () => {
    await mend(at);
    await at.deliver(denied('09:10:01'));
    expect(newestResult(at)).toBe('finding');
    expect(await states(at)).toEqual(['missing-act-as open 2', 'missing-token-creator open 2']);
  });

  test.each<[string, Mending]>([
    ['failed', { outcome: { kind: 'failed', retryable: false, because: 'No.' } }],
    ['has written nothing yet', { outcome: undefined, begun: [] }],
    ['is being put back', { outcome: undefined, begun: [0, 1, 2] }],
    [
      'only looked',
      {
        plan: { ...GRANTS, steps: [...GRANTS.steps, verification()] },
        outcome: undefined,
        begun: [2],
      },
    ],
  ])('is seen as ever when the remediation %s', async (_, how) => {
    await mend(at, how);
    await at.deliver(denied('09:00:30'));
    expect(newestResult(at)).toBe('finding');
    expect(await states(at)).toEqual(['missing-act-as open 2', 'missing-token-creator open 2']);
  });

  test('after the grants were undone is seen as ever', async () => {
    await mend(at);
    const undoes = `${ACT_AS}@event.remediate.abc`;
    await mend(at, { plan: { ...GRANTS, undoes }, decision: 'undo' });
    await at.deliver(denied('09:05:00'));
    expect(newestResult(at)).toBe('finding');
  });

  test('to somebody else is a finding', async () => {
    await mend(at);
    await at.deliver(denied('09:01:00', 'ci@example.com'));
    expect(newestResult(at)).toBe('finding');
    expect(
      (await at.findings()).filter(({ deployer }) => deployer === 'ci@example.com'),
    ).toHaveLength(2);
  });
});

test('a denial after the grants, when Google already knows them, is one that propagates', async () => {
  const at = await startShared();
  await mend(at);
  await at.deliver(denied('09:00:30'));
  expect(newestResult(at)).toBe('denied.propagating');
  await at.deliver(denied('09:20:00'));
  expect(newestResult(at)).toBe('denied.act-as');
  expect(await at.findings()).toEqual([]);
});

function verification(): Plan['steps'][number] {
  const project = { id: 'payments-prod', number: '310000000001' };
  return { kind: 'verify-access', project, account: BATCH, deployer: 'dev@example.com' };
}
