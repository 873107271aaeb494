import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CI, type CloudRun, startRun } from '../start-run.ts';

const PARENT = '/v2/projects/payments-prod/locations/us-central1';
const BODY = {
  labels: { 'sandbox-run-seconds': '30' },
  template: { template: { containers: [{ image: 'busybox' }] } },
};

let cloud: CloudRun;
beforeEach(async () => {
  cloud = await startRun();
});
afterEach(() => cloud.stop());

describe('an operation', () => {
  it('is under way in the first answer and done when it is asked for, in any form of its name', async () => {
    const { body } = await cloud.call('POST', `${PARENT}/jobs?jobId=nightly`, BODY);
    const name = String(body['name']);
    expect(name).toMatch(
      /^projects\/payments-prod\/locations\/us-central1\/operations\/[0-9a-f-]{36}$/,
    );
    expect(body).not.toHaveProperty('done');
    const numbered = name.replace('payments-prod', '310000000001');
    expect((await cloud.call('GET', `/v2/${numbered}`, undefined, CI)).body).toMatchObject({
      name,
      done: true,
    });
    const waited = await cloud.call('POST', `/v2/${name}:wait?$alt=json%3Benum-encoding%3Dint`, {});
    expect(waited.body).toMatchObject({
      done: true,
      metadata: { launchStage: 4 },
      response: { launchStage: 4 },
    });
  });

  it('is 404 when it is not there and refused to who may not see it', async () => {
    expect((await cloud.call('GET', `${PARENT}/operations/none`)).status).toBe(404);
    const { body } = await cloud.call('POST', `${PARENT}/jobs?jobId=nightly`, BODY);
    const path = `/v2/${body['name']}`;
    expect((await cloud.call('GET', path, undefined, 'user:eve@example.com')).status).toBe(403);
  });

  it('of a run ends as failed when its execution is deleted with the job', async () => {
    await cloud.call('POST', `${PARENT}/jobs?jobId=nightly`, BODY);
    const { body } = await cloud.call('POST', `${PARENT}/jobs/nightly:run`, {});
    expect((await cloud.call('GET', `/v2/${body['name']}`)).body).not.toHaveProperty('done');
    await cloud.call('DELETE', `${PARENT}/jobs/nightly`);
    expect((await cloud.call('GET', `/v2/${body['name']}`)).body).toMatchObject({
      done: true,
      error: { code: 5 },
    });
  });
});
