import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Resource } from '../../../shared/domain/resource.ts';
import { connectGoogle, impersonate } from '../../../shared/gcp/google.ts';
import { jobWriter, type WholeJob } from '../../../shared/gcp/job-writer.ts';
import { jobReader } from '../../../shared/gcp/jobs.ts';
import { type Answer, answeringServer } from './answering-server.ts';
import { createJob, EVALUATE, type LocalApis, localApis, REMEDIATE } from './local-apis.ts';

const JOB_WRITER = 'bailiff-job-writer@bailiff-prod.iam.gserviceaccount.com';
const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';
const OUTPUT_ONLY =
  /^(uid|generation|(create|update|delete|expire)Time|creator|lastModifier|observedGeneration|terminalCondition|conditions|executionCount|latestCreatedExecution|reconciling|satisfiesPzs)$/;
const job = (name: string): Resource => ({
  kind: 'job',
  project: 'payments-prod',
  location: 'us-central1',
  name,
});

let apis: LocalApis;
beforeAll(async () => {
  apis = await localApis();
});
afterAll(() => apis.close());

/** As remediate strips it: what Google sets by itself must not be sent back. */
function movedTo(account: string, whole: WholeJob): WholeJob {
  const kept = Object.entries(whole).filter(([name]) => !OUTPUT_ONLY.test(name));
  const copy = structuredClone(Object.fromEntries(kept)) as unknown as {
    template: { template: { serviceAccount: string } };
  } & WholeJob;
  copy.template.template.serviceAccount = account;
  return copy;
}

describe('the job writer', () => {
  test('replaces a job under an impersonated identity and changes nothing but what it was told', async () => {
    await createJob(apis, 'rich', {
      template: {
        timeout: '1234s',
        maxRetries: 0,
        containers: [
          {
            name: 'main',
            image: 'us-docker.pkg.dev/cloudrun/container/job',
            command: ['sh'],
            args: ['-c', ''],
            env: [
              { name: 'EMPTY', value: '' },
              { name: 'ONE', value: '1' },
            ],
            volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }],
          },
        ],
        volumes: [{ name: 'scratch', emptyDir: { medium: 'MEMORY', sizeLimit: '64Mi' } }],
      },
    });
    const name = 'projects/payments-prod/locations/us-central1/jobs/rich';
    const before = (await apis.jobsAs('user:dev@example.com').get({ name })).data;

    const writer = jobWriter(impersonate(apis.as(REMEDIATE), JOB_WRITER));
    const whole = await writer.read(job('rich'));
    if (whole === undefined) throw new Error('the job is not there');
    const done = await writer.replace(movedTo(REPORTS, whole));

    expect(done).toMatchObject({ uid: before.uid, generation: '2', lastModifier: JOB_WRITER });
    const after = (await apis.jobsAs('user:dev@example.com').get({ name })).data;
    const template = structuredClone(before.template);
    if (template?.template) template.template.serviceAccount = REPORTS;
    expect(after.template).toEqual(template);
    expect(after.labels).toEqual(before.labels);
    const entry = apis.log.entries.at(-1);
    expect(entry).toMatchObject({
      protoPayload: {
        methodName: 'google.cloud.run.v2.Jobs.UpdateJob',
        authenticationInfo: { principalEmail: JOB_WRITER },
      },
    });
  });

  test('validates without changing anything', async () => {
    await createJob(apis, 'tried');
    const writer = jobWriter(impersonate(apis.as(REMEDIATE), JOB_WRITER));
    const whole = await writer.read(job('tried'));
    if (whole === undefined) throw new Error('the job is not there');
    await writer.validate(movedTo(REPORTS, whole));
    await expect(
      writer.validate(movedTo('nobody@payments-prod.iam.gserviceaccount.com', whole)),
    ).rejects.toMatchObject({ status: 403 });
    const state = await jobReader(apis.as(EVALUATE)).read(job('tried'));
    expect(state).toMatchObject({ generation: 1, etag: whole.etag });
  });

  test('refuses to overwrite a job that has changed since it was read', async () => {
    await createJob(apis, 'raced');
    const writer = jobWriter(impersonate(apis.as(REMEDIATE), JOB_WRITER));
    const whole = await writer.read(job('raced'));
    if (whole === undefined) throw new Error('the job is not there');
    await writer.replace(movedTo(REPORTS, whole));
    await expect(writer.replace(movedTo(REPORTS, whole))).rejects.toMatchObject({
      status: 409,
      code: 'ABORTED',
      retryable: false,
    });
  });

  test('says undefined of a job that is not there, and makes none', async () => {
    const writer = jobWriter(impersonate(apis.as(REMEDIATE), JOB_WRITER));
    expect(await writer.read(job('absent'))).toBeUndefined();
    const name = 'projects/payments-prod/locations/us-central1/jobs/absent';
    const made = { name, etag: '', uid: '', generation: '0', template: { template: {} } };
    await expect(writer.replace(made)).rejects.toMatchObject({ status: 404 });
    expect(await writer.read(job('absent'))).toBeUndefined();
  });

  test('fails with 403 when the identity may not be impersonated', async () => {
    const writer = jobWriter(impersonate(apis.as(EVALUATE), JOB_WRITER));
    await expect(writer.read(job('rich'))).rejects.toMatchObject({
      status: 403,
      api: 'iamcredentials.googleapis.com',
    });
  });
});

describe('a job that the client does not know in full', () => {
  const open: { close: () => Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ close }) => close()));
  });
  async function writerOf(...answers: readonly Answer[]) {
    const server = await answeringServer(...answers);
    open.push(server);
    return jobWriter(connectGoogle({ apiRoot: server.apiRoot }));
  }
  const body = {
    name: 'projects/payments-prod/locations/us-central1/jobs/j',
    etag: '"e"',
    uid: 'u',
  };

  test('is not handed out, since writing it back would drop the field', async () => {
    const task = { containers: [{ image: 'i' }], workloadIdentityConfig: { enabled: true } };
    const writer = await writerOf({ status: 200, body: { ...body, template: { template: task } } });
    await expect(writer.read(job('j'))).rejects.toMatchObject({
      status: 501,
      reason: 'UNKNOWN_FIELD',
      retryable: false,
      message:
        'projects/payments-prod/locations/us-central1/jobs/j holds template.template.workloadIdentityConfig, which this version of Bailiff cannot carry along; change its service account by hand.',
    });
  });

  test('is read again when it changed between the two readings', async () => {
    const writer = await writerOf(
      { status: 200, body },
      { status: 200, body: { ...body, etag: '"f"' } },
    );
    expect(await writer.read(job('j'))).toMatchObject({ etag: '"f"' });
  });
});
