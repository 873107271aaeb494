import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { V1Execution, V1Job } from '../../../../../sandbox/apis/run/job-record.ts';
import { ADMIN, type Answer, type CloudRun, startRun } from '../start-run.ts';

const NAMESPACE = '/apis/run.googleapis.com/v1/namespaces/payments-prod';

let cloud: CloudRun;
beforeEach(async () => {
  cloud = await startRun();
  for (const [host, name] of [
    ['us-central1-run', 'alpha'],
    ['us-central1-run', 'beta'],
    ['europe-west1-run', 'gamma'],
  ])
    await cloud.call('POST', `http://${host}.sandbox${NAMESPACE}/jobs`, {
      metadata: { name },
      spec: { template: { spec: { template: { spec: { containers: [{ image: 'busybox' }] } } } } },
    });
});
afterEach(() => cloud.stop());

function names({ body }: Answer): readonly (string | undefined)[] {
  return (body['items'] as (V1Job | V1Execution)[]).map(({ metadata }) => metadata?.name);
}

describe('the list of jobs', () => {
  it("has the host's region, and all of them on the global host, newest first", async () => {
    expect(names(await cloud.call('GET', `${NAMESPACE}/jobs`))).toEqual(['beta', 'alpha']);
    const all = await cloud.call('GET', `http://run.sandbox${NAMESPACE}/jobs`, undefined, ADMIN);
    expect(names(all)).toEqual(['gamma', 'beta', 'alpha']);
    expect(all.body).toMatchObject({ kind: 'JobList', apiVersion: 'run.googleapis.com/v1' });
  });

  it('comes in pages', async () => {
    const first = await cloud.call('GET', `${NAMESPACE}/jobs?limit=1`);
    expect(names(first)).toEqual(['beta']);
    const token = (first.body['metadata'] as { continue: string }).continue;
    const second = await cloud.call('GET', `${NAMESPACE}/jobs?limit=1&continue=${token}`);
    expect(names(second)).toEqual(['alpha']);
    expect(second.body['metadata']).not.toHaveProperty('continue');
    expect((await cloud.call('GET', `${NAMESPACE}/jobs?limit=x`)).status).toBe(400);
  });

  it('is empty for a project without jobs and refused to who may not see it', async () => {
    const other = '/apis/run.googleapis.com/v1/namespaces/data-dev/jobs';
    expect(names(await cloud.call('GET', other))).toEqual([]);
    expect((await cloud.call('GET', other, undefined, 'user:eve@example.com')).status).toBe(403);
  });
});

describe('the list of executions', () => {
  it('has those of one job when a label selector says so', async () => {
    await cloud.call('POST', `${NAMESPACE}/jobs/alpha:run`, {});
    const beta = (await cloud.call('POST', `${NAMESPACE}/jobs/beta:run`, {})).body as V1Execution;
    const path = `${NAMESPACE}/executions?labelSelector=run.googleapis.com%2Fjob%20%3D%20beta`;
    expect(names(await cloud.call('GET', path))).toEqual([beta.metadata?.name]);
    expect(names(await cloud.call('GET', `${NAMESPACE}/executions`))).toHaveLength(2);
    const wrong = await cloud.call('GET', `${NAMESPACE}/executions?labelSelector=a%20in%20(b)`);
    expect(wrong.status).toBe(400);
  });
});

describe('an execution', () => {
  it('is answered by its name, and is 404 by any other', async () => {
    const made = (await cloud.call('POST', `${NAMESPACE}/jobs/alpha:run`, {})).body as V1Execution;
    const path = `${NAMESPACE}/executions/${made.metadata?.name}`;
    expect((await cloud.call('GET', path)).body).toMatchObject({
      kind: 'Execution',
      metadata: {
        namespace: '310000000001',
        labels: { 'run.googleapis.com/job': 'alpha', 'run.googleapis.com/jobGeneration': '1' },
        annotations: { 'run.googleapis.com/creator': 'dev@example.com' },
        ownerReferences: [{ kind: 'Job', name: 'alpha' }],
      },
      spec: {
        template: {
          spec: { serviceAccountName: '310000000001-compute@developer.gserviceaccount.com' },
        },
      },
      status: { succeededCount: 1, conditions: [{ type: 'Completed', status: 'True' }, {}, {}] },
    });
    expect((await cloud.call('GET', `${NAMESPACE}/executions/none`)).status).toBe(404);
  });
});
