import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withMember } from '../../../shared/domain/iam-policy.ts';
import { connectGoogle, impersonate } from '../../../shared/gcp/google.ts';
import { serviceAccounts } from '../../../shared/gcp/service-accounts.ts';
import { answeringServer } from './answering-server.ts';
import { EVALUATE, type LocalApis, localApis, REMEDIATE } from './local-apis.ts';

const WRITER = 'bailiff-account-writer@bailiff-prod.iam.gserviceaccount.com';
const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';

let apis: LocalApis;
beforeAll(async () => {
  apis = await localApis();
});
afterAll(() => apis.close());

describe('service accounts', () => {
  test('are found by address, default accounts too', async () => {
    const accounts = serviceAccounts(apis.as(EVALUATE));
    expect(await accounts.get('310000000001-compute@developer.gserviceaccount.com')).toEqual({
      email: '310000000001-compute@developer.gserviceaccount.com',
      uniqueId: expect.stringMatching(/^\d{21}$/),
      project: 'payments-prod',
      displayName: 'Compute Engine default service account',
      description: '',
      disabled: false,
    });
    expect(await accounts.get(REPORTS)).toMatchObject({ email: REPORTS, disabled: false });
    expect(await accounts.get('nobody@payments-prod.iam.gserviceaccount.com')).toBeUndefined();
  });

  test('are made once', async () => {
    const accounts = serviceAccounts(impersonate(apis.as(REMEDIATE), WRITER));
    const account = {
      project: 'payments-prod',
      accountId: 'nightly-1a2b3c',
      displayName: 'nightly',
      description: 'nonce 42',
    };
    expect(await accounts.create(account)).toMatchObject({
      email: 'nightly-1a2b3c@payments-prod.iam.gserviceaccount.com',
      project: 'payments-prod',
      displayName: 'nightly',
      description: 'nonce 42',
    });
    await expect(accounts.create(account)).rejects.toMatchObject({
      status: 409,
      code: 'ALREADY_EXISTS',
    });
  });

  test('are counted up to a limit', async () => {
    const accounts = serviceAccounts(apis.as(EVALUATE));
    expect(await accounts.count('data-dev', 80)).toBe(1);
    expect(await accounts.count('bailiff-prod', 3)).toBe(3);
  });

  test('keep a conditional binding when another member is added', async () => {
    const accounts = serviceAccounts(impersonate(apis.as(REMEDIATE), WRITER));
    const condition = {
      title: 'soon over',
      expression: 'request.time < timestamp("2030-01-01T00:00:00Z")',
    };
    const conditional = {
      role: 'roles/iam.serviceAccountUser',
      members: ['user:ci@example.com'],
      condition,
    };
    const before = await accounts.policy(REPORTS);
    await accounts.setPolicy(REPORTS, { ...before, bindings: [conditional] });
    const read = await accounts.policy(REPORTS);
    const next = withMember(read, 'roles/iam.serviceAccountUser', 'user:dev@example.com');
    await accounts.setPolicy(REPORTS, next);
    expect((await accounts.policy(REPORTS)).bindings).toEqual([
      conditional,
      { role: 'roles/iam.serviceAccountUser', members: ['user:dev@example.com'] },
    ]);
    await expect(accounts.setPolicy(REPORTS, next)).rejects.toMatchObject({
      status: 409,
      code: 'ABORTED',
    });
  });

  test('take no policy that was not read first', async () => {
    const accounts = serviceAccounts(apis.as(EVALUATE));
    await expect(accounts.setPolicy(REPORTS, { bindings: [] })).rejects.toThrow(
      'A policy without an etag is never written; read the policy first.',
    );
  });

  test.each([
    [
      REPORTS,
      'projects/payments-prod/serviceAccounts/reports%40payments-prod.iam.gserviceaccount.com',
    ],
    [
      'payments-prod@appspot.gserviceaccount.com',
      'projects/payments-prod/serviceAccounts/payments-prod%40appspot.gserviceaccount.com',
    ],
    [
      '310000000001-compute@developer.gserviceaccount.com',
      'projects/310000000001/serviceAccounts/310000000001-compute%40developer.gserviceaccount.com',
    ],
    [
      'x@gcp-sa-y.iam.gserviceaccount.com',
      'projects/-/serviceAccounts/x%40gcp-sa-y.iam.gserviceaccount.com',
    ],
  ])('%s is asked for in its own project where the address tells it', async (email, path) => {
    const server = await answeringServer({ status: 404, body: { error: { message: 'No.' } } });
    await serviceAccounts(connectGoogle({ apiRoot: server.apiRoot })).get(email);
    expect(server.asked[0]?.url).toBe(`/v1/${path}`);
    await server.close();
  });
});
