import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { troubleshooter } from '../../../shared/gcp/troubleshooter.ts';
import { answeringServer } from './answering-server.ts';
import { type LocalApis, localApis, REMEDIATE } from './local-apis.ts';

const question = {
  resource:
    '//iam.googleapis.com/projects/payments-prod/serviceAccounts/310000000001-compute@developer.gserviceaccount.com',
  permission: 'iam.serviceAccounts.actAs',
  at: '2026-05-04T06:00:00Z',
};

let apis: LocalApis;
beforeAll(async () => {
  apis = await localApis();
});
afterAll(() => apis.close());

describe('the troubleshooter', () => {
  test.each([
    ['ci@example.com', 'granted'],
    ['stranger@example.com', 'denied'],
  ])('says whether %s has the permission: %s', async (principal, access) => {
    const { access: ask } = troubleshooter(apis.as(REMEDIATE));
    expect(await ask({ ...question, principal })).toBe(access);
  });

  test.each(['UNKNOWN_INFO', 'UNKNOWN_CONDITIONAL', undefined])(
    'takes %s neither for granted nor for denied',
    async (overallAccessState) => {
      const server = await answeringServer({ status: 200, body: { overallAccessState } });
      const { access } = troubleshooter(connectGoogle({ apiRoot: server.apiRoot }));
      expect(await access({ ...question, principal: 'ci@example.com' })).toBe('unknown');
      expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({
        accessTuple: {
          principal: 'ci@example.com',
          fullResourceName: question.resource,
          permission: question.permission,
          conditionContext: { request: { receiveTime: '2026-05-04T06:00:00Z' } },
        },
      });
      await server.close();
    },
  );

  test('explains where a permission comes from', async () => {
    const { explain } = troubleshooter(apis.as(REMEDIATE));
    expect(await explain({ ...question, principal: 'ci@example.com' })).toEqual({
      state: 'granted',
      where: [
        'projects/payments-prod/serviceAccounts/310000000001-compute@developer.gserviceaccount.com',
      ],
      groups: [],
      conditional: false,
      denyPolicies: [],
      because:
        'Granted by roles/iam.serviceAccountUser on projects/payments-prod/serviceAccounts/310000000001-compute@developer.gserviceaccount.com.',
    });
    expect(await explain({ ...question, principal: 'stranger@example.com' })).toMatchObject({
      state: 'denied',
      where: [],
      because: 'No binding grants it.',
    });
  });

  test.each([
    'principal://iam.googleapis.com/locations/global/workforcePools/p/subject/s',
    'principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/group/g',
    'group:team@example.com',
  ])('is not asked about %s', async (principal) => {
    const { explain } = troubleshooter(connectGoogle({ apiRoot: 'http://127.0.0.1:1' }));
    expect(await explain({ ...question, principal })).toMatchObject({
      state: 'unknown',
      because: `Policy Troubleshooter answers for Google Accounts and service accounts alone, so nothing can be asked about ${principal}.`,
    });
  });
});
