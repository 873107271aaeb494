import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT, type Local, mends, OBSERVES, ruleSays, startLocal } from './local.ts';

const JOB = 'projects/payments-prod/locations/us-central1/jobs/nightly';
const RUNS = { job: { labels: { 'sandbox-run-seconds': '60' } } };

/** A job that has begun to run as the default account before the policy that is tried comes into force. */
async function running(policy: string): Promise<Local> {
  const local = await startLocal({ policy: OBSERVES });
  await local.create('nightly', RUNS);
  await local.call('user:dev@example.com', 'POST', `v2/${JOB}:run`, {});
  await local.settled();
  await local.setPolicy(policy);
  await local.update('nightly', RUNS);
  await local.settled();
  return local;
}

describe('a job that has executed before', () => {
  let local: Local | undefined;
  afterEach(() => local?.close());

  it('waits for an approver, its account as it was, unless the policy says remediateExecuted', async () => {
    local = await running(ruleSays('mode: remediate', 'action: { create: { roles: [] } }'));
    const finding = await local.finding('nightly');
    expect(finding).toMatchObject({ state: 'awaiting-approval', mode: 'approve' });
    expect(finding.decision.because.join(' ')).toContain('remediateExecuted');
    expect(finding.history.at(-1)?.what).toContain('The plan: Make the service account nightly-');
    expect(local.runsAs('nightly')).toBe(DEFAULT);
    expect(local.writes()).toEqual([]);
    expect(await local.ledger.tickets()).toMatchObject([{ state: 'open' }]);
  });

  it('is mended where the policy says so, and its finding lists what still runs as the old account', async () => {
    local = await running(mends());
    const finding = await local.finding('nightly');
    expect(finding.state).toBe('remediated');
    expect(local.runsAs('nightly')).toMatch(/^nightly-[0-9a-f]+@payments-prod\./);
    const { executions } = await local.call('user:dev@example.com', 'GET', `v2/${JOB}/executions`);
    const [execution] = executions as { name: string; template: { serviceAccount: string } }[];
    expect(execution?.template.serviceAccount).toBe(DEFAULT);
    const name = execution?.name.split('/').at(-1) ?? 'none';
    expect(finding.evidence).toMatchObject({ executionCount: 1, runningExecutions: [name] });
    const [ticket] = await local.ledger.tickets();
    expect(ticket?.body).toContain(`These executions still run as the old account: ${name}.`);
  });
});
