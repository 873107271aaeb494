import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CloudRun, startRun } from '../start-run.ts';

const JOBS = '/apis/run.googleapis.com/v1/namespaces/310000000001/jobs';
const BATCH = 'batch-runtime@identity-prod.iam.gserviceaccount.com';

let cloud: CloudRun;
beforeEach(async () => {
  cloud = await startRun();
});
afterEach(() => cloud.stop());

function job(task: object = {}) {
  const container = {
    image: 'busybox',
    args: ['planted-argument'],
    env: [{ name: 'PASSWORD', value: 'planted-value' }],
  };
  return {
    metadata: { name: 'nightly', namespace: '310000000001' },
    spec: {
      template: {
        spec: { template: { spec: { containers: [container], timeoutSeconds: '600', ...task } } },
      },
    },
  };
}

function payloads() {
  return cloud.entries.map((entry) => entry['protoPayload'] as Readonly<Record<string, unknown>>);
}

describe('the audit entry of a v1 call', () => {
  it('names the job by namespace and shows request and answer without containers', async () => {
    await cloud.call('POST', JOBS, job());
    expect(cloud.entries[0]).toMatchObject({
      logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
      resource: {
        type: 'cloud_run_job',
        labels: { project_id: 'payments-prod', location: 'us-central1', job_name: 'nightly' },
      },
    });
    expect(payloads()[0]).toMatchObject({
      methodName: 'google.cloud.run.v1.Jobs.CreateJob',
      resourceName: 'namespaces/payments-prod/jobs/nightly',
      resourceLocation: { currentLocations: ['us-central1'] },
      authorizationInfo: [
        {
          permission: 'run.jobs.create',
          resource: 'namespaces/payments-prod/jobs/nightly',
          granted: true,
        },
      ],
      request: {
        '@type': 'type.googleapis.com/google.cloud.run.v1.CreateJobRequest',
        parent: 'namespaces/payments-prod',
        job: { spec: { template: { spec: { template: { spec: { timeoutSeconds: '600' } } } } } },
      },
      response: {
        '@type': 'type.googleapis.com/google.cloud.run.v1.Job',
        metadata: {
          namespace: '310000000001',
          generation: 1,
          labels: { 'cloud.googleapis.com/location': 'us-central1' },
        },
        spec: {
          template: {
            spec: {
              template: {
                spec: {
                  serviceAccountName: '310000000001-compute@developer.gserviceaccount.com',
                },
              },
            },
          },
        },
      },
    });
    expect(JSON.stringify(cloud.entries)).not.toContain('planted');
    expect(JSON.stringify(cloud.entries)).not.toContain('busybox');
  });

  it('shows what a denied deploy asked for, and neither an answer nor a location', async () => {
    await cloud.call('POST', JOBS, job({ serviceAccountName: BATCH }));
    expect(cloud.entries[0]).toMatchObject({ severity: 'ERROR' });
    expect(payloads()[0]).toMatchObject({
      status: {
        code: 7,
        message: `Permission 'iam.serviceaccounts.actAs' denied on service account ${BATCH} (or it may not exist).`,
      },
      authorizationInfo: [{ permission: 'run.jobs.create', granted: true }],
      request: {
        job: {
          spec: { template: { spec: { template: { spec: { serviceAccountName: BATCH } } } } },
        },
      },
    });
    expect(payloads()[0]).not.toHaveProperty('response');
    expect(payloads()[0]).not.toHaveProperty('resourceLocation');
  });

  it('is written of replacements, conflicts and deletions, but of no run', async () => {
    await cloud.call('PUT', `${JOBS}/nightly`, job());
    await cloud.call('POST', JOBS, job());
    await cloud.call('POST', `${JOBS}/nightly:run`, {});
    await cloud.call('DELETE', `${JOBS}/nightly`);
    expect(payloads()).toMatchObject([
      {
        methodName: 'google.cloud.run.v1.Jobs.ReplaceJob',
        request: { name: 'namespaces/payments-prod/jobs/nightly' },
        authorizationInfo: [{ permission: 'run.jobs.update' }, { permission: 'run.jobs.create' }],
      },
      { methodName: 'google.cloud.run.v1.Jobs.CreateJob', status: { code: 6 } },
      {
        methodName: 'google.cloud.run.v1.Jobs.DeleteJob',
        request: {
          '@type': 'type.googleapis.com/google.cloud.run.v1.DeleteJobRequest',
          name: 'namespaces/payments-prod/jobs/nightly',
        },
      },
    ]);
    expect(payloads()[2]).not.toHaveProperty('response');
  });
});
