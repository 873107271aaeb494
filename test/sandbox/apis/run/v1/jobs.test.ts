import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { V1Job } from '../../../../../sandbox/apis/run/job-record.ts';
import { ADMIN, CI, type CloudRun, startRun } from '../start-run.ts';

const JOBS = '/apis/run.googleapis.com/v1/namespaces/payments-prod/jobs';
const NIGHTLY = `${JOBS}/nightly`;
const NUMBERED = '/apis/run.googleapis.com/v1/namespaces/310000000001/jobs/nightly';

let cloud: CloudRun;
beforeEach(async () => {
  cloud = await startRun();
});
afterEach(() => cloud.stop());

function job(name = 'nightly', task: object = {}, metadata: object = {}) {
  const spec = { containers: [{ image: 'busybox' }], ...task };
  return {
    apiVersion: 'run.googleapis.com/v1',
    kind: 'Job',
    metadata: { name, ...metadata },
    spec: { template: { spec: { template: { spec } } } },
  };
}

async function create(body: object = job()): Promise<V1Job> {
  const answer = await cloud.call('POST', JOBS, body);
  expect(answer.status).toBe(200);
  return answer.body as V1Job;
}

describe('namespaces.jobs', () => {
  it('answers a new job ready, with its defaults, under the number of its project', async () => {
    await create();
    const { body } = await cloud.call('GET', NIGHTLY);
    expect(body).toMatchObject({
      apiVersion: 'run.googleapis.com/v1',
      kind: 'Job',
      metadata: {
        name: 'nightly',
        namespace: '310000000001',
        selfLink: '/apis/run.googleapis.com/v1/namespaces/310000000001/jobs/nightly',
        generation: 1,
        resourceVersion: expect.stringMatching(/^[\w-]{11}$/),
        labels: { 'cloud.googleapis.com/location': 'us-central1' },
        annotations: {
          'run.googleapis.com/creator': 'dev@example.com',
          'run.googleapis.com/lastModifier': 'dev@example.com',
        },
      },
      spec: {
        template: {
          spec: {
            taskCount: 1,
            template: {
              spec: {
                maxRetries: 3,
                timeoutSeconds: '600',
                serviceAccountName: '310000000001-compute@developer.gserviceaccount.com',
              },
            },
          },
        },
      },
      status: { observedGeneration: 1, conditions: [{ type: 'Ready', status: 'True' }] },
    });
  });

  it('replaces a job by its own v1 form, sent back whole under the number', async () => {
    const before = await create();
    const answer = await cloud.call('PUT', NUMBERED, before);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ metadata: { generation: 2 }, spec: before.spec });
  });

  it('refuses a replacement of an earlier version and takes one without any', async () => {
    const before = await create();
    await cloud.call('PUT', NIGHTLY, before);
    expect(await cloud.call('PUT', NIGHTLY, before)).toMatchObject({
      status: 409,
      body: {
        error: {
          status: 'ABORTED',
          message: expect.stringContaining(
            `version '${before.metadata?.resourceVersion}' was specified`,
          ),
        },
      },
    });
    expect((await cloud.call('PUT', NIGHTLY, job())).status).toBe(200);
  });

  it('makes a job by a replacement for who may create, in words of its own for who may not', async () => {
    expect((await cloud.call('PUT', NIGHTLY, job())).body).toMatchObject({
      metadata: { generation: 1 },
    });
    expect(await cloud.call('PUT', `${JOBS}/other`, job('other'), ADMIN)).toMatchObject({
      status: 403,
      body: {
        error: {
          message:
            "Permission 'run.jobs.update' denied on resource 'namespaces/payments-prod/jobs/other' (or resource may not exist).",
        },
      },
    });
    const stale = job('other', {}, { resourceVersion: 'AAYnZ8S7wzw' });
    expect((await cloud.call('PUT', `${JOBS}/other`, stale)).status).toBe(404);
  });

  it('changes nothing but the account for v2 when a replacement changes only that', async () => {
    const v2 = '/v2/projects/payments-prod/locations/us-central1/jobs/nightly';
    const container = {
      image: 'busybox',
      resources: { limits: { cpu: '1', memory: '1Gi' }, startupCpuBoost: true },
      volumeMounts: [{ name: 'database', mountPath: '/cloudsql' }],
    };
    const volumes = [{ name: 'database', cloudSqlInstance: { instances: ['p:us-central1:db'] } }];
    const template = { taskCount: 2, template: { containers: [container], volumes } };
    await cloud.call(
      'POST',
      '/v2/projects/payments-prod/locations/us-central1/jobs?jobId=nightly',
      {
        labels: { team: 'a' },
        template,
      },
    );
    const before = (await cloud.call('GET', v2)).body;
    const shown = (await cloud.call('GET', NIGHTLY)).body as V1Job;
    const task = shown.spec?.template?.spec?.template?.spec;
    if (task === undefined) throw new Error('The job has no task.');
    task.serviceAccountName = 'reports@payments-prod.iam.gserviceaccount.com';
    expect((await cloud.call('PUT', NIGHTLY, shown)).status).toBe(200);
    const after = (await cloud.call('GET', v2)).body;
    expect(after).toMatchObject({
      template: { template: { serviceAccount: 'reports@payments-prod.iam.gserviceaccount.com' } },
    });
    expect(comparable(after)).toEqual(comparable(before));
  });

  it('refuses a body that names another job or project than the path', async () => {
    expect((await cloud.call('PUT', NIGHTLY, job('weekly'))).status).toBe(400);
    const elsewhere = job('nightly', {}, { namespace: 'data-dev' });
    expect((await cloud.call('POST', JOBS, elsewhere)).body).toMatchObject({
      error: {
        message:
          'The namespace data-dev of the body is not the project of the path, payments-prod (number 310000000001).',
      },
    });
  });

  it('answers 404 for a job that is not there, as gcloud waits for after a deletion', async () => {
    await create();
    expect(await cloud.call('DELETE', NIGHTLY)).toMatchObject({
      status: 200,
      body: { status: 'Success' },
    });
    expect((await cloud.call('GET', NIGHTLY)).status).toBe(404);
    expect((await cloud.call('DELETE', NIGHTLY)).status).toBe(404);
  });

  it('keeps a job with a running execution unless it is forced', async () => {
    await create(job('nightly', {}, { labels: { 'sandbox-run-seconds': '60' } }));
    await cloud.call('POST', `${NIGHTLY}:run`, {});
    expect(await cloud.call('DELETE', NIGHTLY)).toMatchObject({
      status: 400,
      body: { error: { status: 'FAILED_PRECONDITION' } },
    });
    expect((await cloud.call('DELETE', `${NIGHTLY}?force=true`)).status).toBe(200);
  });

  it('says who modified a job last', async () => {
    const before = await create();
    await cloud.call('PUT', NIGHTLY, before, CI);
    expect((await cloud.call('GET', NIGHTLY)).body).toMatchObject({
      metadata: {
        annotations: {
          'run.googleapis.com/creator': 'dev@example.com',
          'run.googleapis.com/lastModifier': 'ci@example.com',
        },
      },
    });
  });

  function comparable(body: object): unknown {
    const changing = [
      'etag',
      'generation',
      'lastTransitionTime',
      'observedGeneration',
      'serviceAccount',
      'updateTime',
    ];
    return JSON.parse(
      JSON.stringify(body, (key, value) => (changing.includes(key) ? undefined : value)),
    );
  }
});
