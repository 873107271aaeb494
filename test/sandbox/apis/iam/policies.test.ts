import { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js';
import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, payload, refusal, servedApis } from '../served-apis.ts';

const REPORTS = 'projects/-/serviceAccounts/reports@payments-prod.iam.gserviceaccount.com';
const PATH = `v1/${REPORTS}`;
const USER = 'roles/iam.serviceAccountUser';
const SOON = { title: 'soon', expression: 'request.time < timestamp("2027-01-01T00:00:00Z")' };

describe('the policy of a service account', () => {
  it('is read and written with its conditions by the real client', async () => {
    const apis = await servedApis();
    const accounts = new iam_v1.Iam(apis.client(ADMIN)).projects.serviceAccounts;
    const read = await accounts.getIamPolicy({
      resource: REPORTS,
      'options.requestedPolicyVersion': 3,
    });
    expect(read.data).toEqual({ version: 1, etag: expect.any(String) });
    const bindings = [
      { role: USER, members: ['user:dev@example.com'] },
      { role: USER, members: ['user:ci@example.com'], condition: SOON },
    ];
    const etag = read.data.etag ?? '';
    const requestBody = { policy: { version: 3, etag, bindings } };
    const written = await accounts.setIamPolicy({ resource: REPORTS, requestBody });
    expect(written.data).toEqual({ version: 3, etag: expect.any(String), bindings });
    expect(written.data.etag).not.toBe(etag);
    await expect(accounts.setIamPolicy({ resource: REPORTS, requestBody })).rejects.toMatchObject({
      status: 409,
      message: expect.stringMatching(
        /^There were concurrent policy changes\. Please retry the whole read-modify-write with exponential backoff\. The request's ETag '.+' did not match the current policy's ETag '.+'\.$/,
      ),
    });
  });

  it('lets the member do what the role says, until the condition fails', async () => {
    const apis = await servedApis();
    const bindings = [{ role: USER, members: ['user:ci@example.com'], condition: SOON }];
    await apis.call(ADMIN, 'POST', `${PATH}:setIamPolicy`, { policy: { version: 3, bindings } });
    const ask = async () => {
      const permissions = ['iam.serviceAccounts.actAs', 'iam.serviceAccounts.getAccessToken'];
      const path = `${PATH}:testIamPermissions`;
      return (await apis.call('user:ci@example.com', 'POST', path, { permissions })).body;
    };
    expect(await ask()).toEqual({ permissions: ['iam.serviceAccounts.actAs'] });
    apis.clock.now = Date.parse('2027-01-01T00:00:00Z');
    expect(await ask()).toEqual({});
  });

  it('is hidden from who may not read it', async () => {
    const apis = await servedApis();
    expect(refusal(await apis.call(DEV, 'POST', `${PATH}:getIamPolicy`, {}))).toBe(
      "403 PERMISSION_DENIED: Permission 'iam.serviceAccounts.getIamPolicy' denied on resource (or it may not exist).",
    );
    const missing =
      'v1/projects/-/serviceAccounts/nobody-here@payments-prod.iam.gserviceaccount.com';
    const body = { permissions: ['iam.serviceAccounts.actAs'] };
    expect((await apis.call(DEV, 'POST', `${missing}:testIamPermissions`, body)).status).toBe(403);
  });

  it('goes into the audit log with what changed', async () => {
    const apis = await servedApis();
    const write = (members: readonly string[]) =>
      apis.call(ADMIN, 'POST', `${PATH}:setIamPolicy`, {
        policy: { bindings: [{ role: USER, members }] },
      });
    await write(['user:dev@example.com', 'user:ci@example.com']);
    await write(['user:ci@example.com', 'group:ops@example.com']);
    expect(payload(apis.log.entries[1])['serviceData']).toEqual({
      '@type': 'type.googleapis.com/google.iam.v1.logging.AuditData',
      policyDelta: {
        bindingDeltas: [
          { action: 'REMOVE', role: USER, member: 'user:dev@example.com' },
          { action: 'ADD', role: USER, member: 'group:ops@example.com' },
        ],
      },
    });
  });

  it('says nothing of a change in the log when it was refused', async () => {
    const apis = await servedApis();
    const policy = { bindings: [{ role: USER, members: ['user:dev@example.com'] }] };
    await apis.call(DEV, 'POST', `${PATH}:setIamPolicy`, { policy });
    expect(payload(apis.log.entries[0])).toMatchObject({
      methodName: 'google.iam.admin.v1.SetIAMPolicy',
      status: { code: 7 },
    });
    expect(payload(apis.log.entries[0])).not.toHaveProperty('serviceData');
  });
});
