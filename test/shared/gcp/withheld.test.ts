import { afterEach, describe, expect, test } from 'vitest';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { jobWriter } from '../../../shared/gcp/job-writer.ts';
import { answeringServer } from './answering-server.ts';

const job = {
  name: 'projects/payments-prod/locations/us-central1/jobs/nightly',
  etag: '"e"',
  uid: 'u',
  generation: '1',
  startExecutionToken: 'start-me-up',
  template: {
    template: {
      serviceAccount: 'reports@payments-prod.iam.gserviceaccount.com',
      containers: [
        {
          args: ['--token=tok-en-9'],
          env: [
            { name: 'PASSWORD', value: 'hunter2' },
            { name: 'ONE', value: '1' },
            { name: 'STAGE', value: 'prod' },
            { name: 'TIER', value: 'service' },
            { name: 'KEY', value: '-----BEGIN KEY-----\nline"with"quotes\nMIIEvQIBADANBg\n' },
            { name: 'LONG', value: 'a-long-secret-that-the-message-is-cut-in-the-middle-of' },
          ],
        },
      ],
    },
  },
};

let close = async () => {};
afterEach(() => close());

async function refusalOf(message: string): Promise<unknown> {
  const server = await answeringServer({
    status: 400,
    body: { error: { code: 400, message, status: 'INVALID_ARGUMENT' } },
  });
  close = server.close;
  const validate = jobWriter(connectGoogle({ apiRoot: server.apiRoot })).validate(job);
  return validate.catch((error: unknown) => error);
}

describe('the message with which Cloud Run refuses a job', () => {
  test.each(['hunter2', '--token=tok-en-9', 'start-me-up'])(
    'is left out when it repeats %s',
    async (secret) => {
      expect(await refusalOf(`Violation: "${secret}" is not allowed.`)).toMatchObject({
        message:
          'run.googleapis.com refused the job (INVALID_ARGUMENT); its message is left out, since it repeats a part of the job that may be secret.',
        status: 400,
        code: 'INVALID_ARGUMENT',
        retryable: false,
      });
    },
  );

  test.each([
    ['escaped', 'Bad value "-----BEGIN KEY-----\\nline\\"with\\"quotes\\nMIIEvQIBADANBg\\n".'],
    ['by one of its lines alone', 'Bad value in line 3: MIIEvQIBADANBg'],
    ['cut off', `${'x'.repeat(480)} a-long-secret-that-the-message-is-cut-in-the-middle-of`],
  ])('is left out when it repeats a secret %s', async (_how, message) => {
    const refusal = await refusalOf(message);
    expect(refusal).toMatchObject({ message: expect.stringContaining('is left out') });
  });

  test.each([
    'Launch stage 1 is wrong.',
    "Permission 'iam.serviceaccounts.actAs' denied on service account nightly-1@payments-prod.iam.gserviceaccount.com (or it may not exist).",
    'The account reports@payments-prod.iam.gserviceaccount.com may not be used for PASSWORD.',
  ])('is kept when it is %s', async (message) => {
    expect(await refusalOf(message)).toMatchObject({ message });
  });
});
