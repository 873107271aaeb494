import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CloudRun, startRun } from '../start-run.ts';

const JOBS = '/apis/run.googleapis.com/v1/namespaces/payments-prod/jobs';

let cloud: CloudRun;
beforeEach(async () => {
  cloud = await startRun();
});
afterEach(() => cloud.stop());

describe('the body of a v1 call', () => {
  it.each([
    [
      { containers: [{ imag: 'x' }] },
      `Invalid JSON payload received. Unknown name "imag" at 'job.spec.template.spec.template.spec.containers[0]': Cannot find field.`,
    ],
    [
      { maxRetries: 'x' },
      `Invalid value at 'job.spec.template.spec.template.spec.maxRetries' (TYPE_INT32), "x"`,
    ],
    [
      { containers: {} },
      `Invalid value at 'job.spec.template.spec.template.spec.containers' (repeated field), {}`,
    ],
    [
      { containers: [] },
      'Violation in CreateJobRequest.job.spec.template.spec.template.spec.containers: at least one container is needed.',
    ],
    [
      { timeoutSeconds: 0 },
      'Violation in CreateJobRequest.job.spec.template.spec.template.spec.timeout_seconds: a whole number from 1 to 604800 is expected, not 0.',
    ],
  ])('is refused with %j in its task', async (task, message) => {
    expect(await cloud.call('POST', JOBS, job(task))).toMatchObject({
      status: 400,
      body: { error: { status: 'INVALID_ARGUMENT', message } },
    });
  });

  it('may hold null and what only the server writes, as clients send it back', async () => {
    const body = {
      ...job({ nodeSelector: {}, serviceAccountName: null }),
      status: { latestCreatedExecution: {}, anything: [1] },
    };
    expect((await cloud.call('POST', JOBS, body)).status).toBe(200);
  });
});

function job(task: object) {
  const spec = { containers: [{ image: 'busybox' }], ...task };
  return {
    metadata: { name: 'nightly' },
    spec: { template: { spec: { template: { spec } } } },
  };
}
