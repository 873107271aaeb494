import { IAMCredentialsClient } from '@google-cloud/iam-credentials';
import { GoogleAuth, OAuth2Client } from 'google-auth-library';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ADMIN, payload, refusal, servedApis } from '../served-apis.ts';

const REMEDIATE = 'serviceAccount:bailiff-remediate@bailiff-prod.iam.gserviceaccount.com';
const WRITER = 'bailiff-job-writer@bailiff-prod.iam.gserviceaccount.com';
const PATH = `v1/projects/-/serviceAccounts/${WRITER}:generateAccessToken`;
const SCOPE = ['https://www.googleapis.com/auth/cloud-platform'];

describe('short-lived tokens', () => {
  it('are minted by the real client for who may, and act as the account', async () => {
    const apis = await servedApis();
    const authClient = new OAuth2Client();
    authClient.setCredentials({ access_token: `sandbox:${REMEDIATE}` });
    const client = new IAMCredentialsClient({
      auth: new GoogleAuth({ authClient }),
      apiEndpoint: '127.0.0.1',
      port: apis.port,
      protocol: 'http',
      fallback: true,
    });
    onTestFinished(() => client.close());
    const [token] = await client.generateAccessToken({
      name: `projects/-/serviceAccounts/${WRITER}`,
      scope: SCOPE,
      lifetime: { seconds: 600 },
    });
    expect(token.accessToken).toBe(`sandbox:serviceAccount:${WRITER}~${REMEDIATE}`);
    expect(Number(token.expireTime?.seconds)).toBe(Date.parse('2026-11-22T08:10:00Z') / 1000);
  });

  it('name both the account and who minted it in the audit log', async () => {
    const apis = await servedApis();
    const { body } = await apis.call(REMEDIATE, 'POST', PATH, { scope: SCOPE });
    const path = 'v1/projects/payments-prod/serviceAccounts';
    const principal = String(body['accessToken']).replace('sandbox:', '');
    await apis.call(principal, 'POST', path, { accountId: 'nightly-runner' });
    expect(payload(apis.log.entries[0])['authenticationInfo']).toEqual({
      principalEmail: WRITER,
      principalSubject: `serviceAccount:${WRITER}`,
      serviceAccountDelegationInfo: [
        {
          firstPartyPrincipal: {
            principalEmail: 'bailiff-remediate@bailiff-prod.iam.gserviceaccount.com',
          },
        },
      ],
    });
  });

  it('are refused to who may not mint them', async () => {
    const apis = await servedApis();
    expect(refusal(await apis.call(ADMIN, 'POST', PATH, { scope: SCOPE }))).toBe(
      "403 PERMISSION_DENIED: Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
    );
  });

  it.each(['0s', '3601s', '1h', '-5s'])('do not live %s', async (lifetime) => {
    const apis = await servedApis();
    const body = { scope: SCOPE, lifetime };
    expect(refusal(await apis.call(REMEDIATE, 'POST', PATH, body))).toBe(
      `400 INVALID_ARGUMENT: The lifetime ${lifetime} is not valid: it must be at least 1s and at most 3600s.`,
    );
  });

  it('live an hour when nothing is said, and need a scope', async () => {
    const apis = await servedApis();
    const made = await apis.call(REMEDIATE, 'POST', PATH, { scope: SCOPE });
    expect(made.body['expireTime']).toBe('2026-11-22T09:00:00.000Z');
    expect((await apis.call(REMEDIATE, 'POST', PATH, {})).status).toBe(400);
  });

  it('pass along a chain of delegates, every link of which must hold', async () => {
    const creator = 'roles/iam.serviceAccountTokenCreator';
    const reports = 'reports@payments-prod.iam.gserviceaccount.com';
    const apis = await servedApis(({ projects }) => {
      const grants = projects.map((project) => project.accountBindings);
      if (grants[0] !== undefined)
        grants[0][reports] = [{ role: creator, members: ['user:ci@example.com'] }];
      grants.at(-1)?.[WRITER]?.push({ role: creator, members: [`serviceAccount:${reports}`] });
    });
    const delegates = [`projects/-/serviceAccounts/${reports}`];
    const ci = 'user:ci@example.com';
    expect((await apis.call(ci, 'POST', PATH, { scope: SCOPE })).status).toBe(403);
    const made = await apis.call(ci, 'POST', PATH, { scope: SCOPE, delegates });
    expect(made.body['accessToken']).toBe(`sandbox:serviceAccount:${WRITER}~${ci}`);
    expect((await apis.call(ADMIN, 'POST', PATH, { scope: SCOPE, delegates })).status).toBe(403);
  });

  it('are not minted for a disabled account', async () => {
    const apis = await servedApis();
    await apis.call(ADMIN, 'POST', `v1/projects/-/serviceAccounts/${WRITER}:disable`, {});
    expect(refusal(await apis.call(REMEDIATE, 'POST', PATH, { scope: SCOPE }))).toBe(
      `400 FAILED_PRECONDITION: Service account ${WRITER} is disabled.`,
    );
  });
});
