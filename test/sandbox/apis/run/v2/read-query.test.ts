import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CloudRun, startRun } from '../start-run.ts';

const JOBS = '/v2/projects/payments-prod/locations/us-central1/jobs';
const BODY = { template: { template: { containers: [{ image: 'busybox' }] } } };

let cloud: CloudRun;
beforeEach(async () => {
  cloud = await startRun();
});
afterEach(() => cloud.stop());

describe('the parameters of a v2 call', () => {
  it('may be written in snake_case, beside those that every API takes', async () => {
    const path = `${JOBS}?job_id=nightly&validate_only=false&prettyPrint=true&alt=json`;
    expect((await cloud.call('POST', path, BODY)).status).toBe(200);
  });

  it.each([
    ['jobId=nightly&validateOnly=yes', `Invalid value at 'validateOnly' (TYPE_BOOL), "yes"`],
    [
      'jobId=nightly&dryRun=true',
      `Invalid JSON payload received. Unknown name "dryRun": Cannot bind query parameter. Field 'dryRun' could not be found in request message.`,
    ],
    [
      'jobId=nightly&parent=projects/data-dev',
      `Invalid JSON payload received. Unknown name "parent": Cannot bind query parameter. Field 'parent' could not be found in request message.`,
    ],
  ])('are refused in %s', async (query, message) => {
    expect(await cloud.call('POST', `${JOBS}?${query}`, BODY)).toMatchObject({
      status: 400,
      body: { error: { status: 'INVALID_ARGUMENT', message } },
    });
  });
});
