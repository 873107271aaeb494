import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { V2Job } from '../../../../../sandbox/apis/run/job-record.ts';
import { CI, type CloudRun, startRun } from '../start-run.ts';

const PARENT = 'projects/payments-prod/locations/us-central1';
const NIGHTLY = `${PARENT}/jobs/nightly`;
const IMAGE = 'us-docker.pkg.dev/cloudrun/container/job';
const BODY = { template: { template: { containers: [{ image: IMAGE }] } } };

let cloud: CloudRun;
beforeEach(async () => {
  cloud = await startRun();
});
afterEach(() => cloud.stop());

describe('a call that asks for something the API does not have', () => {
  it('is refused for an update mask, which jobs have none of', async () => {
    await create();
    const answer = await cloud.call('PATCH', `/v2/${NIGHTLY}?updateMask=labels`, BODY);
    expect(answer.status).toBe(400);
    expect(answer.body['error']).toMatchObject({
      status: 'INVALID_ARGUMENT',
      message:
        'Invalid JSON payload received. Unknown name "updateMask": Cannot bind query parameter. Field \'updateMask\' could not be found in request message.',
    });
  });

  it('is refused for a name that Cloud Run would not take and for one that is missing', async () => {
    expect((await cloud.call('POST', `/v2/${PARENT}/jobs?jobId=Nightly`, BODY)).body).toMatchObject(
      {
        error: { code: 400, status: 'INVALID_ARGUMENT' },
      },
    );
    expect((await cloud.call('POST', `/v2/${PARENT}/jobs`, BODY)).status).toBe(400);
  });

  it('is refused for a location that does not exist', async () => {
    const path = '/v2/projects/payments-prod/locations/moon-base1/jobs/nightly';
    expect(await cloud.call('GET', path)).toMatchObject({
      status: 403,
      body: {
        error: { message: "Permission denied on 'locations/moon-base1' (or it may not exist)." },
      },
    });
  });
});

describe('a change of a job', () => {
  it('keeps uid, creator and creation and counts generations up, by whoever made it', async () => {
    const before = (await create()) as V2Job;
    await cloud.call('PATCH', `/v2/${NIGHTLY}`, BODY, CI);
    const after = (await cloud.call('GET', `/v2/${NIGHTLY}`)).body as V2Job;
    expect(after).toMatchObject({
      uid: before.uid,
      createTime: before.createTime,
      creator: 'dev@example.com',
      lastModifier: 'ci@example.com',
      generation: '2',
      observedGeneration: '2',
    });
    expect(after.etag).not.toBe(before.etag);
  });

  it('replaces the job whole: what the body does not say goes', async () => {
    await create({ ...BODY, labels: { team: 'a' }, template: { ...BODY.template, taskCount: 4 } });
    await cloud.call('PATCH', `/v2/${NIGHTLY}`, BODY);
    const { body } = await cloud.call('GET', `/v2/${NIGHTLY}`);
    expect(body).toMatchObject({ template: { taskCount: 1 } });
    expect(body).not.toHaveProperty('labels');
  });

  it('is refused for a job that changed meanwhile, with both versions, and says nothing to any etag', async () => {
    const { etag } = (await create()) as V2Job;
    await cloud.call('PATCH', `/v2/${NIGHTLY}`, { ...BODY, etag });
    const stale = await cloud.call('PATCH', `/v2/${NIGHTLY}`, { ...BODY, etag });
    expect(stale.status).toBe(409);
    expect(stale.body['error']).toMatchObject({
      status: 'ABORTED',
      message: expect.stringMatching(
        /^Conflict for resource 'nightly': version '[\w-]{11}' was specified but current version is '[\w-]{11}'\.$/,
      ),
    });
    expect((await cloud.call('PATCH', `/v2/${NIGHTLY}`, BODY)).status).toBe(200);
    expect((await cloud.call('DELETE', `/v2/${NIGHTLY}?etag=${etag}`)).status).toBe(409);
  });

  it('only validates when asked to: the answer has the defaults, the job stays as it was', async () => {
    const before = await create();
    const body = { ...BODY, labels: { team: 'b' } };
    const answer = await cloud.call('PATCH', `/v2/${NIGHTLY}?validateOnly=true`, body);
    expect(answer.body).toMatchObject({
      done: true,
      response: { labels: { team: 'b' }, template: { template: { timeout: '600s' } } },
    });
    expect((await cloud.call('GET', `/v2/${NIGHTLY}`)).body).toEqual(before);
    const path = `/v2/${PARENT}/jobs?jobId=other&validateOnly=true`;
    expect((await cloud.call('POST', path, BODY)).status).toBe(200);
    expect((await cloud.call('GET', `/v2/${PARENT}/jobs/other`)).status).toBe(404);
  });

  it('makes a missing job only where allowMissing says so', async () => {
    expect(await cloud.call('PATCH', `/v2/${NIGHTLY}`, BODY)).toMatchObject({
      status: 404,
      body: {
        error: {
          status: 'NOT_FOUND',
          message:
            "Resource 'nightly' of kind 'JOB' in region 'us-central1' in project 'payments-prod' does not exist.",
        },
      },
    });
    expect((await cloud.call('PATCH', `/v2/${NIGHTLY}?allowMissing=true`, BODY)).status).toBe(200);
    expect((await cloud.call('GET', `/v2/${NIGHTLY}`)).body).toMatchObject({ generation: '1' });
  });

  it('needs the permission to create too where it might have to, whether it has to or not', async () => {
    const writer = 'serviceAccount:bailiff-job-writer@bailiff-prod.iam.gserviceaccount.com';
    await create();
    expect((await cloud.call('PATCH', `/v2/${NIGHTLY}`, BODY, writer)).status).toBe(200);
    const path = `/v2/${NIGHTLY}?allowMissing=true`;
    expect(await cloud.call('PATCH', path, BODY, writer)).toMatchObject({
      status: 403,
      body: {
        error: {
          message: `Permission 'run.jobs.create' denied on resource '${NIGHTLY}' (or resource may not exist).`,
        },
      },
    });
  });

  it('is refused for a job that exists already', async () => {
    await create();
    expect(await cloud.call('POST', `/v2/${PARENT}/jobs?jobId=nightly`, BODY)).toMatchObject({
      status: 409,
      body: { error: { status: 'ALREADY_EXISTS', message: "Resource 'nightly' already exists." } },
    });
  });

  it('starts an execution when a start token comes along, also the token of a body read before', async () => {
    await create({ ...BODY, startExecutionToken: 'first' });
    const job = (await cloud.call('GET', `/v2/${NIGHTLY}`)).body;
    expect(job).toMatchObject({
      startExecutionToken: 'first',
      executionCount: 1,
      latestCreatedExecution: { name: 'nightly-first', completionStatus: 'EXECUTION_SUCCEEDED' },
    });
    await cloud.call('PATCH', `/v2/${NIGHTLY}`, job);
    expect((await cloud.call('GET', `/v2/${NIGHTLY}`)).body).toMatchObject({ executionCount: 2 });
    await cloud.call('PATCH', `/v2/${NIGHTLY}`, BODY);
    expect((await cloud.call('GET', `/v2/${NIGHTLY}`)).body).toMatchObject({ executionCount: 2 });
  });

  it('takes and gives enums by number for a caller who wants numbers', async () => {
    const task = { ...BODY.template.template, executionEnvironment: 1 };
    await create({ launchStage: 3, template: { template: task } });
    const path = `/v2/${NIGHTLY}?$alt=json%3Benum-encoding%3Dint`;
    expect((await cloud.call('GET', path)).body).toMatchObject({
      launchStage: 3,
      terminalCondition: { state: 4 },
      template: { template: { executionEnvironment: 1 } },
    });
    expect((await cloud.call('GET', `/v2/${NIGHTLY}`)).body).toMatchObject({
      launchStage: 'BETA',
      template: { template: { executionEnvironment: 'EXECUTION_ENVIRONMENT_GEN1' } },
    });
  });

  it('finds a project by its number too and answers its id', async () => {
    await create();
    const path = '/v2/projects/310000000001/locations/us-central1/jobs/nightly';
    expect((await cloud.call('GET', path)).body).toMatchObject({ name: NIGHTLY });
  });
});

async function create(body: object = BODY): Promise<unknown> {
  const answer = await cloud.call('POST', `/v2/${PARENT}/jobs?jobId=nightly`, body);
  expect(answer.status).toBe(200);
  return (await cloud.call('GET', `/v2/${NIGHTLY}`)).body;
}
