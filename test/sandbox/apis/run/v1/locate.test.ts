import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CloudRun, startRun } from '../start-run.ts';

const JOBS = '/apis/run.googleapis.com/v1/namespaces/payments-prod/jobs';
const NIGHTLY = `${JOBS}/nightly`;

let cloud: CloudRun;
beforeEach(async () => {
  cloud = await startRun();
});
afterEach(() => cloud.stop());

function job(labels?: object) {
  const spec = { containers: [{ image: 'busybox' }] };
  return {
    metadata: { name: 'nightly', ...(labels === undefined ? {} : { labels }) },
    spec: { template: { spec: { template: { spec } } } },
  };
}

describe('the region of a v1 call', () => {
  const bare = (path: string) => `http://127.0.0.1:${cloud.port}${path}`;
  const global = (path: string) => `http://run.sandbox${path}`;

  it('is the label on an address without one, and must be said to make a job', async () => {
    expect(await cloud.call('POST', bare(JOBS), job())).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('http://us-central1-run.sandbox/') } },
    });
    const labels = { 'cloud.googleapis.com/location': 'europe-west1' };
    expect((await cloud.call('POST', bare(JOBS), job(labels))).status).toBe(200);
    expect((await cloud.call('GET', bare(NIGHTLY))).body).toMatchObject({ metadata: { labels } });
    expect((await cloud.call('GET', NIGHTLY)).status).toBe(404);
  });

  it('must not be said twice differently', async () => {
    const labels = { 'cloud.googleapis.com/location': 'europe-west1' };
    expect((await cloud.call('POST', JOBS, job(labels))).status).toBe(400);
  });

  it('is asked for where two regions have a job of the name', async () => {
    await cloud.call('POST', JOBS, job());
    await cloud.call('POST', `http://europe-west1-run.sandbox${JOBS}`, job());
    expect((await cloud.call('GET', global(NIGHTLY))).body).toMatchObject({
      error: { message: expect.stringContaining('(us-central1, europe-west1)') },
    });
    expect((await cloud.call('GET', NIGHTLY)).status).toBe(200);
  });
});
