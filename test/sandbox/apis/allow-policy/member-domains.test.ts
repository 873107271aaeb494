import { describe, expect, it } from 'vitest';
import { ADMIN, refusal, servedApis } from '../served-apis.ts';

const BATCH = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const ACCOUNT = `v1/projects/identity-prod/serviceAccounts/${BATCH}:setIamPolicy`;
const PROJECT = 'v1/projects/identity-prod:setIamPolicy';

function restricted() {
  return servedApis(({ organization }) => {
    organization.policyMemberDomains = ['example.com'];
  });
}

function policy(...members: readonly string[]) {
  return { policy: { bindings: [{ role: 'roles/iam.serviceAccountUser', members }] } };
}

describe('domain-restricted sharing', () => {
  it('refuses a policy that names somebody of another domain, by the constraint’s name', async () => {
    const apis = await restricted();
    const members = ['user:dev@example.com', 'user:dev@elsewhere.example'];
    const answer = await apis.call(ADMIN, 'POST', ACCOUNT, policy(...members));
    expect(answer).toEqual({
      status: 400,
      body: {
        error: {
          code: 400,
          status: 'FAILED_PRECONDITION',
          message: 'One or more users named in the policy do not belong to a permitted customer.',
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.PreconditionFailure',
              violations: [
                {
                  type: 'constraints/iam.allowedPolicyMemberDomains',
                  subject: `orgpolicy:projects/identity-prod/serviceAccounts/${BATCH}?configvalue=dev@elsewhere.example`,
                  description: 'User dev@elsewhere.example is not in permitted organization.',
                },
              ],
            },
          ],
        },
      },
    });
  });

  it.each([
    'group:ops@elsewhere.example',
    'domain:elsewhere.example',
    'deleted:user:dev@elsewhere.example?uid=1',
  ])('refuses %s', async (member) => {
    const apis = await restricted();
    expect(refusal(await apis.call(ADMIN, 'POST', PROJECT, policy(member)))).toMatch(
      /^400 FAILED_PRECONDITION: One or more users/,
    );
  });

  it('refuses everybody where everybody could stand', async () => {
    const apis = await restricted();
    expect((await apis.call(ADMIN, 'POST', ACCOUNT, policy('allUsers'))).status).toBe(400);
  });

  it('lets its own domain, accounts and service agents pass', async () => {
    const apis = await restricted();
    const members = [
      'user:dev@example.com',
      'group:ops@example.com',
      'domain:example.com',
      `serviceAccount:${BATCH}`,
      'serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com',
    ];
    expect((await apis.call(ADMIN, 'POST', PROJECT, policy(...members))).status).toBe(200);
  });

  it('is not there unless the organization file asks for it', async () => {
    const apis = await servedApis();
    const answer = await apis.call(ADMIN, 'POST', PROJECT, policy('user:dev@elsewhere.example'));
    expect(answer.status).toBe(200);
  });
});
