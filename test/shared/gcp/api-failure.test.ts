import { afterEach, describe, expect, test } from 'vitest';
import type { Resource } from '../../../shared/domain/resource.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { jobWriter } from '../../../shared/gcp/job-writer.ts';
import { jobReader } from '../../../shared/gcp/jobs.ts';
import { publisher } from '../../../shared/gcp/publisher.ts';
import { serviceAccounts } from '../../../shared/gcp/service-accounts.ts';
import { type Answer, answeringServer } from './answering-server.ts';

const nightly: Resource = {
  kind: 'job',
  project: 'payments-prod',
  location: 'us-central1',
  name: 'nightly',
};
const denied: Answer = {
  status: 403,
  body: {
    error: {
      code: 403,
      message: "Permission 'run.jobs.get' denied on resource 'nightly' (or it may not exist).",
      status: 'PERMISSION_DENIED',
      details: [
        { '@type': 'type.googleapis.com/google.rpc.Help' },
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'IAM_PERMISSION_DENIED',
          domain: 'run.googleapis.com',
        },
      ],
    },
  },
};
const busy: Answer = {
  status: 503,
  body: { error: { code: 503, message: 'Try again.', status: 'UNAVAILABLE' } },
};

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ close }) => close()));
});
async function serve(...answers: readonly Answer[]) {
  const server = await answeringServer(...answers);
  open.push(server);
  return {
    ...server,
    google: connectGoogle({ apiRoot: server.apiRoot, accessToken: 'secret-token' }),
  };
}
async function failureOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown) => thrown,
  );
  if (!(error instanceof ApiFailure)) throw new Error(`not an ApiFailure: ${String(error)}`);
  const { message, status, code, reason, api, retryable } = error;
  return { message, status, code, reason, api, retryable };
}

describe('a failure of an API', () => {
  test('tells Google’s message, code and reason, and is not tried again when it is a denial', async () => {
    const { google, asked } = await serve(denied);
    expect(await failureOf(jobReader(google).read(nightly))).toEqual({
      message: "Permission 'run.jobs.get' denied on resource 'nightly' (or it may not exist).",
      status: 403,
      code: 'PERMISSION_DENIED',
      reason: 'IAM_PERMISSION_DENIED',
      api: 'run.googleapis.com',
      retryable: false,
    });
    expect(asked).toHaveLength(1);
  });

  test('is the same from a gax client', async () => {
    const { google } = await serve(denied);
    expect(await failureOf(jobWriter(google).read(nightly))).toEqual({
      message: "Permission 'run.jobs.get' denied on resource 'nightly' (or it may not exist).",
      status: 403,
      code: 'PERMISSION_DENIED',
      reason: 'IAM_PERMISSION_DENIED',
      api: 'run.googleapis.com',
      retryable: false,
    });
  });

  test('of a read is tried twice more when it may pass', async () => {
    const { google, asked } = await serve(busy, 'hang-up', {
      status: 200,
      body: { uid: 'u', generation: '3', etag: '"e"' },
    });
    expect(await jobReader(google).read(nightly)).toMatchObject({ uid: 'u', generation: 3 });
    expect(asked).toHaveLength(3);
  });

  test('of a read is given up after the third time', async () => {
    const { google, asked } = await serve(busy);
    expect(await failureOf(jobReader(google).read(nightly))).toMatchObject({
      message: 'Try again.',
      status: 503,
      code: 'UNAVAILABLE',
      retryable: true,
    });
    expect(asked).toHaveLength(3);
  });

  test.each([429, 500, 502, 503, 504])(
    'of a write with status %i is not tried again',
    async (status) => {
      const { google, asked } = await serve({ status, body: { error: { message: 'No.' } } });
      const publish = publisher(google, 'bailiff-prod').publish('decisions', {
        kind: 'alert',
        alert: 'a',
      });
      expect(await failureOf(publish)).toMatchObject({ message: 'No.', status, retryable: true });
      expect(asked).toHaveLength(1);
    },
  );

  test('of a connection that breaks is a retryable 503', async () => {
    const { google } = await serve('hang-up');
    const create = serviceAccounts(google).create({
      project: 'payments-prod',
      accountId: 'nightly-1a2b3c',
      displayName: '',
      description: '',
    });
    expect(await failureOf(create)).toMatchObject({
      status: 503,
      code: 'UNAVAILABLE',
      api: 'iam.googleapis.com',
      retryable: true,
    });
  });

  test('of a connection that breaks under a gax client is the same', async () => {
    const { google } = await serve('hang-up');
    expect(await failureOf(jobWriter(google).validate(wholeJob('x')))).toEqual({
      message: 'run.googleapis.com could not be reached.',
      status: 503,
      code: 'UNAVAILABLE',
      reason: undefined,
      api: 'run.googleapis.com',
      retryable: true,
    });
  });

  test('whose answer is a page of a proxy says only the status', async () => {
    const { google } = await serve({ status: 404 + 7, body: '<html>Length Required</html>' });
    expect(await failureOf(jobReader(google).read(nightly))).toMatchObject({
      message: 'run.googleapis.com answered with HTTP 411.',
      status: 411,
      retryable: false,
    });
  });

  test('holds neither the token nor the request, wherever one looks', async () => {
    const { google } = await serve(denied);
    const error: unknown = await jobReader(google)
      .read(nightly)
      .catch((thrown: unknown) => thrown);
    const everything = JSON.stringify(error, Object.getOwnPropertyNames(error));
    expect(everything).not.toContain('secret-token');
    expect(error).not.toHaveProperty('config');
    expect(error).not.toHaveProperty('cause');
  });

  test.each([
    ['a violation', 'No.', [{ type: 'constraints/iam.allowedPolicyMemberDomains' }]],
    ['the sentence alone', 'Denied by "constraints/iam.allowedPolicyMemberDomains".', []],
    ['neither, but of another shape', 'By constraints/iam.allowedPolicyMemberDomains.', [7, {}]],
  ])('names the constraint that forbids the call, by %s', async (_, message, violations) => {
    const details = [{ reason: 'R' }, { violations }];
    const error = { message, status: 'FAILED_PRECONDITION', details };
    const { google } = await serve({ status: 412, body: { error } });
    const failure: unknown = await jobReader(google)
      .read(nightly)
      .catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({
      constraint: 'constraints/iam.allowedPolicyMemberDomains',
      reason: 'R',
      retryable: false,
    });
  });

  test('is cut to 500 characters', async () => {
    const { google } = await serve({ status: 400, body: { error: { message: 'x'.repeat(5000) } } });
    const failure = await failureOf(jobReader(google).read(nightly));
    expect(failure['message']).toHaveLength(500);
  });
});

function wholeJob(password: string) {
  return {
    name: 'projects/payments-prod/locations/us-central1/jobs/nightly',
    etag: '"e"',
    uid: 'u',
    generation: '1',
    template: { template: { containers: [{ env: [{ name: 'PASSWORD', value: password }] }] } },
  };
}
