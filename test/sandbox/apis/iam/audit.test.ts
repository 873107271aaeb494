import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, payload, servedApis } from '../served-apis.ts';

const ACCOUNTS = 'v1/projects/payments-prod/serviceAccounts';
const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';

describe('the audit log of service accounts', () => {
  it('tells of a creation, in the names of IAM’s proto', async () => {
    const apis = await servedApis();
    const made = await apis.call(ADMIN, 'POST', ACCOUNTS, { accountId: 'nightly-runner' });
    const uniqueId = made.body['uniqueId'];
    const email = 'nightly-runner@payments-prod.iam.gserviceaccount.com';
    expect(apis.log.entries).toEqual([
      expect.objectContaining({
        logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
        severity: 'NOTICE',
        resource: {
          type: 'service_account',
          labels: { email_id: email, project_id: 'payments-prod', unique_id: uniqueId },
        },
        protoPayload: expect.objectContaining({
          serviceName: 'iam.googleapis.com',
          methodName: 'google.iam.admin.v1.CreateServiceAccount',
          resourceName: 'projects/payments-prod',
          request: expect.objectContaining({ account_id: 'nightly-runner' }),
          response: expect.objectContaining({ email, unique_id: uniqueId }),
        }),
      }),
    ]);
  });

  it('tells of refusals too, in the log of the account’s own project', async () => {
    const apis = await servedApis();
    const key = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
    await apis.call(DEV, 'POST', `v1/projects/payments-prod/serviceAccounts/${key}:disable`, {});
    const entry = apis.log.entries[0];
    expect(entry?.['logName']).toBe(
      'projects/identity-prod/logs/cloudaudit.googleapis.com%2Factivity',
    );
    expect(entry?.['severity']).toBe('ERROR');
    expect(payload(entry)).toMatchObject({
      methodName: 'google.iam.admin.v1.DisableServiceAccount',
      status: { code: 7 },
      authenticationInfo: { principalEmail: 'dev@example.com' },
      authorizationInfo: [{ permission: 'iam.serviceAccounts.disable' }],
    });
  });

  it('names the method of each verb', async () => {
    const apis = await servedApis();
    const { body } = await apis.call(ADMIN, 'GET', `${ACCOUNTS}/${REPORTS}`);
    await apis.call(ADMIN, 'POST', `${ACCOUNTS}/${REPORTS}:disable`, {});
    await apis.call(ADMIN, 'POST', `${ACCOUNTS}/${REPORTS}:enable`, {});
    await apis.call(ADMIN, 'POST', `${ACCOUNTS}/${REPORTS}:setIamPolicy`, { policy: {} });
    await apis.call(ADMIN, 'DELETE', `${ACCOUNTS}/${REPORTS}`);
    await apis.call(ADMIN, 'POST', `${ACCOUNTS}/${body['uniqueId']}:undelete`, {});
    expect(apis.log.entries.map((entry) => payload(entry)['methodName'])).toEqual([
      'google.iam.admin.v1.DisableServiceAccount',
      'google.iam.admin.v1.EnableServiceAccount',
      'google.iam.admin.v1.SetIAMPolicy',
      'google.iam.admin.v1.DeleteServiceAccount',
      'google.iam.admin.v1.UndeleteServiceAccount',
    ]);
    const name = `projects/-/serviceAccounts/${body['uniqueId']}`;
    expect(apis.log.entries.every((entry) => payload(entry)['resourceName'] === name)).toBe(true);
  });
});
