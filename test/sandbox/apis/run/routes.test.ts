import { JobsClient } from '@google-cloud/run';
import { GoogleAuth, OAuth2Client } from 'google-auth-library';
import { run } from 'googleapis/build/src/apis/run/index.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { V1Job } from '../../../../sandbox/apis/run/job-record.ts';
import { GCLOUD_BODY } from './gcloud-body.ts';
import { type CloudRun, startRun } from './start-run.ts';

const PARENT = 'projects/payments-prod/locations/us-central1';
const NIGHTLY = `${PARENT}/jobs/nightly`;
const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';
const IMAGE = 'us-docker.pkg.dev/cloudrun/container/job';
const BODY = { template: { template: { containers: [{ image: IMAGE }] } } };

let cloud: CloudRun;
beforeEach(async () => {
  cloud = await startRun();
});
afterEach(() => cloud.stop());

function authAs(principal: string): GoogleAuth {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: `sandbox:${principal}` });
  return new GoogleAuth({ authClient });
}

describe('the client of googleapis', () => {
  it('creates a job, waits for the operation and reads the job with its defaults', async () => {
    const auth = authAs('user:dev@example.com');
    const client = run({ version: 'v2', rootUrl: `http://127.0.0.1:${cloud.port}/`, auth });
    const { jobs, operations } = client.projects.locations;
    const created = await jobs.create({ parent: PARENT, jobId: 'nightly', requestBody: BODY });
    expect(created.data.done).toBeUndefined();
    expect(created.data.metadata).toMatchObject({
      '@type': 'type.googleapis.com/google.cloud.run.v2.Job',
      name: NIGHTLY,
    });
    const name = created.data.name ?? '';
    expect((await operations.get({ name })).data).toMatchObject({ name, done: true });
    expect((await operations.wait({ name, requestBody: {} })).data.response).toMatchObject({
      '@type': 'type.googleapis.com/google.cloud.run.v2.Job',
      name: NIGHTLY,
    });
    const { data } = await jobs.get({ name: NIGHTLY });
    expect(data).toMatchObject({
      name: NIGHTLY,
      generation: '1',
      observedGeneration: '1',
      creator: 'dev@example.com',
      lastModifier: 'dev@example.com',
      launchStage: 'GA',
      terminalCondition: { type: 'Ready', state: 'CONDITION_SUCCEEDED' },
      template: {
        taskCount: 1,
        template: {
          maxRetries: 3,
          timeout: '600s',
          serviceAccount: '310000000001-compute@developer.gserviceaccount.com',
          executionEnvironment: 'EXECUTION_ENVIRONMENT_GEN2',
          containers: [{ image: IMAGE, resources: { limits: { cpu: '1000m', memory: '512Mi' } } }],
        },
      },
    });
    expect(data.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(data.etag).toMatch(/^"[A-Za-z0-9+/]+=*"$/);
    expect(data.executionCount).toBeUndefined();
    await jobs.delete({ name: NIGHTLY });
    await expect(jobs.get({ name: NIGHTLY })).rejects.toMatchObject({ status: 404 });
  });
});

describe('the client of @google-cloud/run', () => {
  function client(): JobsClient {
    return new JobsClient({
      fallback: true,
      protocol: 'http',
      apiEndpoint: '127.0.0.1',
      port: cloud.port,
      projectId: 'payments-prod',
      auth: authAs('user:dev@example.com'),
    });
  }

  it('changes only the account of a job that gcloud made, and v1 sees nothing else changed', async () => {
    const jobs = client();
    await cloud.call(
      'POST',
      '/apis/run.googleapis.com/v1/namespaces/payments-prod/jobs',
      GCLOUD_BODY,
    );
    const before = await getV1();
    const [job] = await jobs.getJob({ name: NIGHTLY });
    expect(job.template?.template?.executionEnvironment).toBe('EXECUTION_ENVIRONMENT_GEN2');
    const { startExecutionToken: _, runExecutionToken: __, ...rest } = job;
    const template = rest.template?.template;
    if (template === undefined || template === null) throw new Error('The job has no template.');
    template.serviceAccount = REPORTS;
    const [operation] = await jobs.updateJob({ job: rest, allowMissing: false });
    const [updated] = await operation.promise();
    expect(updated.template?.template?.serviceAccount).toBe(REPORTS);
    expect(String(updated.generation)).toBe('2');
    const after = await getV1();
    expect(serviceAccountOf(after)).toBe(REPORTS);
    expect(withoutVersion(after)).toEqual(withoutVersion(before));
    await jobs.close();
  });

  it('gets the code of a denial and of a stale etag', async () => {
    const jobs = client();
    const [created] = await jobs.createJob({ parent: PARENT, jobId: 'nightly', job: BODY });
    await created.promise();
    const [job] = await jobs.getJob({ name: NIGHTLY });
    const [first] = await jobs.updateJob({ job });
    await first.promise();
    await expect(jobs.updateJob({ job })).rejects.toMatchObject({ code: 10 });
    await expect(jobs.getJob({ name: `${PARENT}/jobs/none` })).rejects.toMatchObject({ code: 5 });
    await jobs.close();
  });

  it('lists jobs page by page and runs one to its end', async () => {
    const jobs = client();
    for (const jobId of ['alpha', 'beta', 'gamma'])
      await (await jobs.createJob({ parent: PARENT, jobId, job: BODY }))[0].promise();
    const request = { parent: PARENT, pageSize: 2 };
    const [first, next] = await jobs.listJobs(request, { autoPaginate: false });
    expect(first.map(({ name }) => name?.split('/').at(-1))).toEqual(['gamma', 'beta']);
    const [second] = await jobs.listJobs(next ?? {}, { autoPaginate: false });
    expect(second.map(({ name }) => name?.split('/').at(-1))).toEqual(['alpha']);
    const [operation] = await jobs.runJob({ name: `${PARENT}/jobs/beta` });
    const [execution] = await operation.promise();
    expect(execution.succeededCount).toBe(1);
    await jobs.close();
  });

  function serviceAccountOf(job: V1Job): string | undefined {
    return job.spec?.template?.spec?.template?.spec?.serviceAccountName;
  }

  function withoutVersion(job: V1Job): unknown {
    const changing = [
      'generation',
      'lastTransitionTime',
      'observedGeneration',
      'resourceVersion',
      'run.googleapis.com/lastUpdatedTime',
      'serviceAccountName',
    ];
    return JSON.parse(
      JSON.stringify(job, (key, value) => (changing.includes(key) ? undefined : value)),
    );
  }

  async function getV1(): Promise<V1Job> {
    const path = '/apis/run.googleapis.com/v1/namespaces/payments-prod/jobs/nightly';
    return (await cloud.call('GET', path)).body as V1Job;
  }
});
