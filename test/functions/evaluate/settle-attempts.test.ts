import { beforeEach, describe, expect, test } from 'vitest';
import { createJob } from '../../shared/gcp/local-apis.ts';
import {
  ACCOUNT_PATH,
  AGENT,
  BATCH,
  editPolicy,
  MINTS,
  newestResult,
  startShared,
  withoutMinting,
} from './cross-project.ts';
import type { Evaluating } from './evaluating.ts';

const ATTEMPT = `missing-token-creator~payments-prod~${BATCH}~dev@example.com~attempt`;
const CP2 = 'projects/payments-prod/locations/us-central1/jobs/cp2';
const now = () => new Date().toISOString();

async function deploy(job: string, serviceAccount = BATCH, as = 'user:dev@example.com') {
  await createJob(at.apis, job, { as, serviceAccount }).catch(() => {});
  const entry = at.newestEntry();
  await at.deliver(entry);
  return entry;
}
const attempts = async () =>
  (await at.findings()).filter(({ attempted }) => attempted).map(({ id, state }) => [id, state]);

let at: Evaluating;
let deployed: Record<string, unknown>;
beforeEach(async () => {
  at = await startShared();
  deployed = at.newestEntry();
  await editPolicy(at, ACCOUNT_PATH, withoutMinting);
  await deploy('cp2');
  expect(await attempts()).toEqual([[ATTEMPT, 'open']]);
  await editPolicy(at, ACCOUNT_PATH, (bindings) => [...bindings, MINTS]);
});

describe('a deploy that goes through', () => {
  test('resolves what its deployer was refused under the same account, whatever the job', async () => {
    const entry = await deploy('another');
    expect(await attempts()).toEqual([[ATTEMPT, 'resolved']]);
    const finding = await at.ledger.finding(ATTEMPT);
    expect(finding?.history.at(-1)?.what).toBe(
      `a deploy went through: dev@example.com deployed another under ${BATCH}`,
    );
    expect(at.lines.at(-1)).toMatchObject({ result: 'compliant' });
    expect(at.lines.at(-1)?.['message']).toContain(
      `${ATTEMPT} is resolved: a deploy went through.`,
    );
    const told = at.published.at(-1);
    expect(told).toMatchObject({ topic: 'decisions', message: { finding: ATTEMPT } });
    await at.deliver(entry);
    expect(at.published.at(-1)).toEqual(told);
  });

  test('leaves what its deployer was refused under another account', async () => {
    const other = 'other@identity-prod.iam.gserviceaccount.com';
    await deploy('cp3', other);
    await deploy('another');
    const states = (await at.findings()).map(
      ({ serviceAccount, state }) => `${serviceAccount} ${state}`,
    );
    expect([...new Set(states)].toSorted()).toEqual([`${BATCH} resolved`, `${other} open`]);
  });

  test('leaves what somebody else was refused', async () => {
    await deploy('cp3', BATCH, 'user:ci@example.com');
    await deploy('another');
    expect((await attempts()).toSorted()).toEqual([
      [`missing-act-as~payments-prod~${BATCH}~ci@example.com~attempt`, 'open'],
      [ATTEMPT, 'resolved'],
    ]);
  });

  test('of the job that was refused, by somebody else under another account, leaves it', async () => {
    await createJob(at.apis, 'cp2', { as: 'user:ci@example.com' });
    await at.deliver(at.newestEntry());
    expect(await attempts()).toEqual([[ATTEMPT, 'open']]);
    await at.apis.jobsAs('user:dev@example.com').delete({ name: CP2 });
    await at.deliver(at.newestEntry());
    expect(newestResult(at)).toBe('job-deleted');
    expect(await attempts()).toEqual([[ATTEMPT, 'open']]);
  });

  test('leaves what Bailiff is mending to its remediation', async () => {
    const step = { kind: 'grant-token-creator', account: BATCH, member: AGENT } as const;
    const decision = `${ATTEMPT}@event.remediate.abc`;
    await at.ledger.claim({
      decision,
      finding: ATTEMPT,
      resource: ATTEMPT.replace('missing-token-creator~', '') as never,
      project: 'payments-prod',
      owner: 'o',
      at: now(),
      leaseSeconds: 600,
      event: 'event-1',
      budget: { organization: 10, project: 10, windowSeconds: 3600 },
    });
    await at.ledger.journalPlan(decision, 'o', { steps: [step], notes: [] });
    await at.ledger.beginStep(decision, 'o', { index: 0, kind: step.kind, before: {} }, now());
    await deploy('another');
    expect(await attempts()).toEqual([[ATTEMPT, 'open']]);
    await at.ledger.conclude(decision, 'o', { kind: 'skipped', because: 'No.' }, now());
    await deploy('yet-another');
    expect(await attempts()).toEqual([[ATTEMPT, 'resolved']]);
  });

  test('and is told of late leaves what was refused since', async () => {
    await at.deliver({ ...deployed, insertId: 'late1' });
    expect(newestResult(at)).toBe('compliant');
    expect(await attempts()).toEqual([[ATTEMPT, 'open']]);
  });

  test('is none of a deployer whom the job does not name as its last', async () => {
    const entry = JSON.stringify(deployed).replaceAll('dev@example.com', 'ci@example.com');
    await at.deliver({ ...JSON.parse(entry), timestamp: now() });
    expect(await attempts()).toEqual([[ATTEMPT, 'open']]);
  });

  test('is not what Cloud Run says by itself when a job is ready', async () => {
    const { authenticationInfo: _, ...payload } = deployed['protoPayload'] as Record<
      string,
      unknown
    >;
    const ready = { ...payload, methodName: '/Jobs.UpdateJob' };
    await at.deliver({ ...deployed, timestamp: now(), protoPayload: ready });
    expect(newestResult(at)).toBe('compliant');
    expect(await attempts()).toEqual([[ATTEMPT, 'open']]);
  });
});
