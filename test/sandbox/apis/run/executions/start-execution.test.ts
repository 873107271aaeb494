import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { V2Execution } from '../../../../../sandbox/apis/run/job-record.ts';
import { findAccount } from '../../../../../sandbox/organization/hierarchy.ts';
import { ADMIN, type CloudRun, startRun } from '../start-run.ts';

const NIGHTLY = '/v2/projects/payments-prod/locations/us-central1/jobs/nightly';
const V1 = '/apis/run.googleapis.com/v1/namespaces/payments-prod/jobs/nightly';
const DEFAULT = '310000000001-compute@developer.gserviceaccount.com';
const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';

let cloud: CloudRun;
beforeEach(async () => {
  cloud = await startRun();
});
afterEach(() => cloud.stop());

function job(serviceAccount: string, labels: object = {}) {
  const container = {
    image: 'busybox',
    args: ['a'],
    env: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
  };
  return { labels, template: { template: { containers: [container], serviceAccount } } };
}

async function create(body: object): Promise<void> {
  const path = NIGHTLY.replace('/nightly', '?jobId=nightly');
  expect((await cloud.call('POST', path, body)).status).toBe(200);
}

async function executions(): Promise<readonly V2Execution[]> {
  const { body } = await cloud.call('GET', `${NIGHTLY}/executions`);
  return (body['executions'] ?? []) as V2Execution[];
}

describe('an execution', () => {
  it('runs under the account that its job had, for as long as the label says', async () => {
    await create(job('', { 'sandbox-run-seconds': '30' }));
    const { body: operation } = await cloud.call('POST', `${NIGHTLY}:run`, {});
    expect(operation).not.toHaveProperty('done');
    await cloud.call('PATCH', NIGHTLY, job(REPORTS, { 'sandbox-run-seconds': '30' }));
    const [running] = await executions();
    expect(running).toMatchObject({
      job: 'nightly',
      reconciling: true,
      runningCount: 1,
      labels: { 'run.googleapis.com/job': 'nightly', 'run.googleapis.com/jobGeneration': '1' },
      template: { serviceAccount: DEFAULT },
      conditions: [{ type: 'Completed', state: 'CONDITION_RECONCILING' }, {}, {}],
    });
    expect(running).not.toHaveProperty('completionTime');
    expect((await cloud.call('GET', NIGHTLY)).body).toMatchObject({
      executionCount: 1,
      latestCreatedExecution: { completionStatus: 'EXECUTION_RUNNING' },
    });
    cloud.pass(31);
    const name = String(operation['name']);
    expect((await cloud.call('GET', `/v2/${name}`)).body).toMatchObject({
      done: true,
      response: {
        '@type': 'type.googleapis.com/google.cloud.run.v2.Execution',
        succeededCount: 1,
        template: { serviceAccount: DEFAULT },
      },
    });
  });

  it('is done at once without the label and found by its name', async () => {
    await create(job(''));
    const { body } = await cloud.call('POST', `${NIGHTLY}:run`, {});
    expect(body).toMatchObject({ done: true, response: { succeededCount: 1 } });
    const name = (await executions())[0]?.name ?? '';
    expect(name).toMatch(
      /^projects\/payments-prod\/locations\/us-central1\/jobs\/nightly\/executions\/nightly-[a-z0-9]{5}$/,
    );
    expect((await cloud.call('GET', `/v2/${name}`)).body).toMatchObject({ name });
    expect((await cloud.call('GET', `/v2/${name}x`)).status).toBe(404);
    const all = NIGHTLY.replace('nightly', '-/executions');
    expect((await cloud.call('GET', all, undefined, ADMIN)).body).toMatchObject({
      executions: [{ name }],
    });
  });

  it('takes overrides in either API for who may give them, and the job keeps its own', async () => {
    await create(job(''));
    const containerOverrides = [{ args: ['b'], env: [{ name: 'B', value: '3' }] }];
    const overrides = { containerOverrides, taskCount: 2 };
    await cloud.call('POST', `${NIGHTLY}:run`, { overrides: { ...overrides, timeout: '60s' } });
    await cloud.call('POST', `${V1}:run`, { overrides: { ...overrides, timeoutSeconds: 60 } });
    for (const execution of await executions())
      expect(execution).toMatchObject({
        taskCount: 2,
        succeededCount: 2,
        template: {
          timeout: '60s',
          containers: [
            {
              args: ['b'],
              env: [
                { name: 'A', value: '1' },
                { name: 'B', value: '3' },
              ],
            },
          ],
        },
      });
    expect((await cloud.call('GET', NIGHTLY)).body).toMatchObject({
      executionCount: 2,
      template: { taskCount: 1, template: { containers: [{ args: ['a'] }] } },
    });
  });

  it('is refused without the permissions to run and to override', async () => {
    await create(job(''));
    expect((await cloud.call('POST', `${NIGHTLY}:run`, {}, ADMIN)).body).toMatchObject({
      error: {
        message:
          "Permission 'run.jobs.run' denied on resource 'projects/payments-prod/locations/us-central1/jobs/nightly' (or resource may not exist).",
      },
    });
    const INVOKER = 'user:invoker@example.com';
    const versions = cloud.organization.policies.get('projects/payments-prod') ?? [];
    versions.push({
      policy: { bindings: [{ role: 'roles/run.invoker', members: [INVOKER] }] },
      since: 0,
    });
    expect((await cloud.call('POST', `${V1}:run`, {}, INVOKER)).status).toBe(200);
    const overrides = { taskCount: 2 };
    expect((await cloud.call('POST', `${V1}:run`, { overrides }, INVOKER)).body).toMatchObject({
      error: {
        message:
          "Permission 'run.jobs.runWithOverrides' denied on resource 'namespaces/payments-prod/jobs/nightly' (or resource may not exist).",
      },
    });
  });

  it('fails where no token can be had for its account any more', async () => {
    await create(job(REPORTS));
    const account = findAccount(cloud.organization, REPORTS);
    if (account === undefined) throw new Error('There is no such account.');
    account.disabled = true;
    const { body } = await cloud.call('POST', `${NIGHTLY}:run`, {});
    expect(body).toMatchObject({ done: true, error: { code: 9 } });
    expect((await executions())[0]).toMatchObject({
      failedCount: 1,
      conditions: [{ type: 'Completed', state: 'CONDITION_FAILED' }, {}, {}],
    });
  });

  it('of a validation leaves nothing behind', async () => {
    await create(job('', { 'sandbox-run-seconds': '30' }));
    expect((await cloud.call('POST', `${NIGHTLY}:run`, { validateOnly: true })).body).toMatchObject(
      {
        done: true,
      },
    );
    expect(await executions()).toEqual([]);
  });
});
