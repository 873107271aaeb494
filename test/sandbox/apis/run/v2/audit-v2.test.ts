import { afterEach, describe, expect, it } from 'vitest';
import { ADMIN, type CloudRun, DEV, startRun } from '../start-run.ts';

const JOBS = '/v2/projects/310000000001/locations/us-central1/jobs';
const NAME = 'projects/payments-prod/locations/us-central1/jobs/nightly';
const CONTAINER = {
  image: 'busybox',
  args: ['planted-argument'],
  env: [{ name: 'PASSWORD', value: 'planted-value' }],
};
const BODY = {
  launch_stage: 'GA',
  template: {
    task_count: 2,
    template: {
      containers: [CONTAINER],
      service_account: 'reports@payments-prod.iam.gserviceaccount.com',
    },
  },
};

let cloud: CloudRun;
afterEach(() => cloud.stop());

function payloads() {
  return cloud.entries.map((entry) => entry['protoPayload'] as Readonly<Record<string, unknown>>);
}

describe('the audit entry of a v2 call', () => {
  it('names the job by location and shows the request in camelCase, without containers', async () => {
    cloud = await startRun();
    await cloud.call('POST', `${JOBS}?jobId=nightly`, BODY);
    expect(cloud.entries).toHaveLength(1);
    expect(cloud.entries[0]).toMatchObject({
      logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
      severity: 'NOTICE',
      resource: {
        type: 'cloud_run_job',
        labels: { project_id: 'payments-prod', location: 'us-central1', job_name: 'nightly' },
      },
    });
    expect(cloud.entries[0]).not.toHaveProperty('operation');
    expect(payloads()[0]).toMatchObject({
      serviceName: 'run.googleapis.com',
      methodName: 'google.cloud.run.v2.Jobs.CreateJob',
      resourceName: NAME,
      resourceLocation: { currentLocations: ['us-central1'] },
      authenticationInfo: { principalEmail: 'dev@example.com' },
      authorizationInfo: [
        {
          permission: 'run.jobs.create',
          resource: NAME,
          granted: true,
          permissionType: 'ADMIN_WRITE',
        },
      ],
      response: { '@type': 'type.googleapis.com/google.longrunning.Operation' },
    });
    expect(payloads()[0]?.['request']).toEqual({
      '@type': 'type.googleapis.com/google.cloud.run.v2.CreateJobRequest',
      parent: 'projects/payments-prod/locations/us-central1',
      jobId: 'nightly',
      job: {
        launchStage: 'GA',
        template: {
          taskCount: 2,
          template: { serviceAccount: 'reports@payments-prod.iam.gserviceaccount.com' },
        },
      },
    });
    expect(JSON.stringify(cloud.entries)).not.toContain('planted');
  });

  it('shows the switches of an update, and that a deletion was one', async () => {
    cloud = await startRun();
    await cloud.call('PATCH', `${JOBS}/nightly?allowMissing=true&validateOnly=true`, BODY);
    await cloud.call('PATCH', `${JOBS}/nightly?allowMissing=true`, BODY);
    await cloud.call('DELETE', `${JOBS}/nightly`);
    expect(payloads()).toMatchObject([
      {
        methodName: 'google.cloud.run.v2.Jobs.UpdateJob',
        request: { job: { name: NAME }, validateOnly: true, allowMissing: true },
      },
      {
        methodName: 'google.cloud.run.v2.Jobs.UpdateJob',
        request: { job: { name: NAME }, allowMissing: true },
      },
      { methodName: 'google.cloud.run.v2.Jobs.DeleteJob', request: { name: NAME } },
    ]);
    expect(payloads()[1]?.['request']).not.toHaveProperty('validateOnly');
  });

  it('is written of a refused call too, with its code, and of no call that only reads or runs', async () => {
    cloud = await startRun();
    await cloud.call('POST', `${JOBS}?jobId=nightly`, BODY, ADMIN);
    await cloud.call('PATCH', `${JOBS}/nightly`, BODY, DEV);
    await cloud.call('POST', `${JOBS}?jobId=nightly`, { imag: 1 });
    await cloud.call('GET', JOBS);
    await cloud.call('POST', `${JOBS}/nightly:run`, {});
    expect(payloads()).toMatchObject([
      {
        status: {
          code: 7,
          message: `Permission 'run.jobs.create' denied on resource '${NAME}' (or resource may not exist).`,
        },
        authorizationInfo: [{ permission: 'run.jobs.create' }],
      },
      { status: { code: 5 } },
    ]);
    expect(JSON.stringify(payloads()[0]?.['authorizationInfo'])).not.toContain('granted');
  });

  it('comes in a pair where the organization writes pairs, the second with the finished job', async () => {
    cloud = await startRun((file) => ({
      ...file,
      delivery: { ...file.delivery, operationPairs: true },
    }));
    await cloud.call('POST', `${JOBS}?jobId=nightly`, BODY);
    const [first, last] = cloud.entries;
    expect(first?.['operation']).toMatchObject({ producer: 'run.googleapis.com', first: true });
    const id = (first?.['operation'] as { id: string } | undefined)?.id;
    expect(id).toMatch(/^projects\/payments-prod\/locations\/us-central1\/operations\//);
    expect(last?.['operation']).toEqual({ id, producer: 'run.googleapis.com', last: true });
    expect(last?.['insertId']).not.toBe(first?.['insertId']);
    expect(payloads()[1]).toMatchObject({
      methodName: 'google.cloud.run.v2.Jobs.CreateJob',
      resourceName: NAME,
      status: {},
      requestMetadata: {},
      response: {
        '@type': 'type.googleapis.com/google.cloud.run.v2.Job',
        name: NAME,
        template: { template: { serviceAccount: 'reports@payments-prod.iam.gserviceaccount.com' } },
      },
    });
    expect(payloads()[1]).not.toHaveProperty('request');
    expect(payloads()[1]).not.toHaveProperty('authorizationInfo');
    expect(JSON.stringify(cloud.entries)).not.toContain('planted');
  });

  it('is a single one for a validation, which never ends later', async () => {
    cloud = await startRun((file) => ({
      ...file,
      delivery: { ...file.delivery, operationPairs: true },
    }));
    await cloud.call('POST', `${JOBS}?jobId=nightly&validateOnly=true`, BODY);
    expect(cloud.entries).toHaveLength(1);
    expect(cloud.entries[0]).not.toHaveProperty('operation');
  });
});
