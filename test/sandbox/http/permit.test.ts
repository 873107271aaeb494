import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, refusal, servedApis } from '../apis/served-apis.ts';

describe('a refusal', () => {
  it('names permission and resource in Google’s error details', async () => {
    const apis = await servedApis();
    const { body } = await apis.call(DEV, 'GET', 'v2/projects/identity-prod/policies');
    expect(body).toEqual({
      error: {
        code: 403,
        status: 'PERMISSION_DENIED',
        message:
          "Permission 'orgpolicy.policies.list' denied on resource '//cloudresourcemanager.googleapis.com/projects/identity-prod' (or it may not exist).",
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
            reason: 'IAM_PERMISSION_DENIED',
            domain: 'orgpolicy.googleapis.com',
            metadata: {
              permission: 'orgpolicy.policies.list',
              resource: '//cloudresourcemanager.googleapis.com/projects/identity-prod',
            },
          },
        ],
      },
    });
  });

  it('is none to who holds the permission', async () => {
    const apis = await servedApis();
    const path = 'v2/projects/identity-prod/policies';
    expect(refusal(await apis.call(ADMIN, 'GET', path))).toBe('200');
  });
});
