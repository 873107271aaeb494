import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type CloudRun, startRun } from '../start-run.ts';

const LOCATIONS = '/v2/projects/payments-prod/locations';
const BODY = { template: { template: { containers: [{ image: 'busybox' }] } } };

let cloud: CloudRun;
beforeEach(async () => {
  cloud = await startRun();
  for (const place of ['us-central1/jobs?jobId=alpha', 'us-central1/jobs?jobId=beta'])
    await cloud.call('POST', `${LOCATIONS}/${place}`, BODY);
  await cloud.call('POST', `${LOCATIONS}/europe-west1/jobs?jobId=gamma`, BODY);
});
afterEach(() => cloud.stop());

function names({ body }: Answer, member: 'jobs' | 'executions'): readonly string[] {
  const all = (body[member] ?? []) as { name: string }[];
  return all.map(({ name }) => name.split('/').at(-1) ?? '');
}

describe('the list of jobs', () => {
  it('has those of one location, newest first, page by page', async () => {
    const first = await cloud.call('GET', `${LOCATIONS}/us-central1/jobs?pageSize=1`);
    expect(names(first, 'jobs')).toEqual(['beta']);
    const token = String(first.body['nextPageToken']);
    const second = await cloud.call(
      'GET',
      `${LOCATIONS}/us-central1/jobs?pageSize=1&pageToken=${token}`,
    );
    expect(names(second, 'jobs')).toEqual(['alpha']);
    expect(second.body).not.toHaveProperty('nextPageToken');
  });

  it('has no place for all locations at once', async () => {
    expect((await cloud.call('GET', `${LOCATIONS}/-/jobs`)).status).toBe(403);
  });

  it('is refused to who may not list', async () => {
    const answer = await cloud.call(
      'GET',
      `${LOCATIONS}/us-central1/jobs`,
      undefined,
      'user:eve@example.com',
    );
    expect(answer).toMatchObject({
      status: 403,
      body: {
        error: {
          message:
            "Permission 'run.jobs.list' denied on resource 'projects/payments-prod/locations/us-central1' (or resource may not exist).",
        },
      },
    });
  });
});

describe('the list of executions', () => {
  it('has those of one job, or of every job of the location', async () => {
    for (const job of [
      'us-central1/jobs/alpha',
      'us-central1/jobs/beta',
      'europe-west1/jobs/gamma',
    ])
      await cloud.call('POST', `${LOCATIONS}/${job}:run`, {});
    const one = await cloud.call('GET', `${LOCATIONS}/us-central1/jobs/alpha/executions`);
    expect(names(one, 'executions')).toEqual([expect.stringMatching(/^alpha-/)]);
    const all = await cloud.call('GET', `${LOCATIONS}/us-central1/jobs/-/executions`);
    expect(names(all, 'executions')).toHaveLength(2);
  });

  it('is 404 for a job that is not there', async () => {
    const path = `${LOCATIONS}/us-central1/jobs/none/executions`;
    expect((await cloud.call('GET', path)).status).toBe(404);
  });
});
