import { iam_v2 } from 'googleapis/build/src/apis/iam/v2.js';
import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, payload, refusal, servedApis } from '../served-apis.ts';

const POINT =
  'policies/cloudresourcemanager.googleapis.com%2Fprojects%2Fpayments-prod/denypolicies';
const KEPT = 'policies/cloudresourcemanager.googleapis.com%2Fprojects%2F310000000001/denypolicies';
const REPORTS = 'v1/projects/-/serviceAccounts/reports@payments-prod.iam.gserviceaccount.com';
const RULE = {
  deniedPrincipals: ['principal://goog/subject/dev@example.com'],
  deniedPermissions: ['iam.googleapis.com/serviceAccounts.actAs'],
};
const BODY = { displayName: 'No use', rules: [{ description: 'None', denyRule: RULE }] };

function withDenyAdmin(operationPairs = false) {
  return servedApis((file) => {
    file.organization.bindings.push({ role: 'roles/iam.denyAdmin', members: [ADMIN] });
    file.delivery.operationPairs = operationPairs;
  });
}

describe('deny policies', () => {
  it('are made, read, listed, changed and deleted by the real client', async () => {
    const apis = await withDenyAdmin();
    const { policies } = new iam_v2.Iam(apis.client(ADMIN));
    const begun = await policies.createPolicy({
      parent: POINT,
      policyId: 'no-use',
      requestBody: BODY,
    });
    expect(begun.data).toEqual({
      name: expect.stringMatching(
        /^policies\/.*%2F310000000001\/denypolicies\/no-use\/operations\//,
      ),
      metadata: {
        '@type': 'type.googleapis.com/google.iam.v2.PolicyOperationMetadata',
        createTime: '2026-11-22T08:00:00.000Z',
      },
    });
    const ended = await policies.operations.get({ name: begun.data.name ?? '' });
    expect(ended.data).toMatchObject({ done: true, response: { name: `${KEPT}/no-use` } });
    const { data: read } = await policies.get({ name: `${POINT}/no-use` });
    expect(read).toEqual({
      name: `${KEPT}/no-use`,
      uid: expect.any(String),
      kind: 'DenyPolicy',
      displayName: 'No use',
      etag: expect.any(String),
      createTime: '2026-11-22T08:00:00.000Z',
      updateTime: '2026-11-22T08:00:00.000Z',
      rules: [{ description: 'None', denyRule: RULE }],
    });
    const { rules: _rules, ...listed } = read;
    expect((await policies.listPolicies({ parent: POINT })).data).toEqual({ policies: [listed] });

    await policies.update({ name: `${POINT}/no-use`, requestBody: { ...read, rules: [] } });
    const changed = (await policies.get({ name: `${KEPT}/no-use` })).data;
    expect([changed.rules, changed.uid]).toEqual([undefined, read.uid]);
    const stale = { status: 409, message: expect.stringContaining('concurrent policy changes') };
    await expect(
      policies.update({ name: `${POINT}/no-use`, requestBody: read }),
    ).rejects.toMatchObject(stale);
    await expect(
      policies.delete({ name: `${POINT}/no-use`, etag: read.etag ?? '' }),
    ).rejects.toMatchObject(stale);
    await policies.delete({ name: `${POINT}/no-use`, etag: changed.etag ?? '' });
    expect((await policies.listPolicies({ parent: POINT })).data).toEqual({});
    await expect(policies.get({ name: `${POINT}/no-use` })).rejects.toMatchObject({ status: 404 });
  });

  it('take a permission away from who holds it, until they are gone', async () => {
    const apis = await withDenyAdmin();
    const permissions = ['iam.serviceAccounts.actAs'];
    const held = async () =>
      (await apis.call(DEV, 'POST', `${REPORTS}:testIamPermissions`, { permissions })).body;
    expect(await held()).toEqual({ permissions });
    await apis.call(ADMIN, 'POST', `v2/${POINT}?policyId=no-use`, BODY);
    expect(await held()).toEqual({});
    await apis.call(ADMIN, 'DELETE', `v2/${POINT}/no-use`);
    expect(await held()).toEqual({ permissions });
  });

  it('stop a deploy with Google’s text, of the deployer or of the service agent', async () => {
    const apis = await withDenyAdmin();
    const agent = 'service-310000000001@serverless-robot-prod.iam.gserviceaccount.com';
    const account = 'reports@payments-prod.iam.gserviceaccount.com';
    const image = 'us-docker.pkg.dev/cloudrun/container/job';
    const template = { template: { serviceAccount: account, containers: [{ image }] } };
    const path = 'v2/projects/payments-prod/locations/us-central1/jobs?jobId=nightly';
    const deploy = async () => refusal(await apis.call(DEV, 'POST', path, { template }));
    const deny = (part: object) =>
      apis.call(ADMIN, 'POST', `v2/${POINT}?policyId=no-use`, rule(part));
    await deny({});
    expect(await deploy()).toBe(
      `403 PERMISSION_DENIED: Permission 'iam.serviceaccounts.actAs' denied on service account ${account} (or it may not exist).`,
    );
    await apis.call(ADMIN, 'DELETE', `v2/${POINT}/no-use`);
    await deny({
      deniedPrincipals: [`principal://iam.googleapis.com/projects/-/serviceAccounts/${agent}`],
      deniedPermissions: ['iam.googleapis.com/serviceAccounts.getAccessToken'],
    });
    expect(await deploy()).toMatch(
      /^403 PERMISSION_DENIED: Google Cloud Run Service Agent does not have permission to get/,
    );
    await apis.call(ADMIN, 'DELETE', `v2/${POINT}/no-use`);
    expect(await deploy()).toBe('200');
  });

  it('follow a service account, and not its address', async () => {
    const apis = await withDenyAdmin();
    const email = 'reports@payments-prod.iam.gserviceaccount.com';
    const principal = `principal://iam.googleapis.com/projects/-/serviceAccounts/${email}`;
    await apis.call(
      ADMIN,
      'POST',
      `v2/${POINT}?policyId=no-use`,
      rule({ deniedPrincipals: [principal] }),
    );
    const denied = async () =>
      JSON.stringify((await apis.call(ADMIN, 'GET', `v2/${POINT}/no-use`)).body['rules']);
    const uid = String((await apis.call(ADMIN, 'GET', REPORTS)).body['uniqueId']);
    await apis.call(ADMIN, 'DELETE', REPORTS);
    expect(await denied()).toContain(`"deleted:${principal}?uid=${uid}"`);
    await apis.call(ADMIN, 'POST', `v1/projects/payments-prod/serviceAccounts/${uid}:undelete`, {});
    expect(await denied()).toContain(`"${principal}"`);
  });

  it('are refused to who may not keep them, in IAM’s words', async () => {
    const apis = await withDenyAdmin();
    expect(refusal(await apis.call(DEV, 'POST', `v2/${POINT}?policyId=no-use`, BODY))).toBe(
      '403 PERMISSION_DENIED: Permission iam.googleapis.com/denypolicies.create denied on resource cloudresourcemanager.googleapis.com/projects/payments-prod',
    );
    for (const [method, path] of [
      ['GET', POINT],
      ['GET', `${POINT}/no-use`],
      ['DELETE', `${POINT}/no-use`],
    ] as const)
      expect((await apis.call(DEV, method, `v2/${path}`)).status).toBe(403);
  });

  it.each([
    ['no', BODY, /The policy ID "no" is not valid/],
    ['No-use', BODY, /The policy ID "No-use" is not valid/],
    ['no-use', { rules: [{}] }, /holds a denyRule/],
    ['no-use', rule({ deniedPrincipals: [] }), /At least one denied principal/],
    ['no-use', rule({ deniedPermissions: [] }), /At least one denied permission/],
    ['no-use', rule({ deniedPrincipals: ['user:dev@example.com'] }), /"user:dev@example.com"/],
    [
      'no-use',
      rule({ exceptionPrincipals: ['principalSet://goog/public:all'] }),
      /"principalSet:\/\/goog\/public:all" cannot stand here/,
    ],
    ['no-use', rule({ deniedPermissions: ['iam.serviceAccounts.actAs'] }), /not of the form/],
    [
      'no-use',
      rule({ denialCondition: { expression: 'request.time < timestamp("2027-01-01T00:00:00Z")' } }),
      /takes the resource tag functions alone/,
    ],
    ['no-use', { rule: [] }, /Unknown name "rule"/],
  ])('are refused as %s with %j', async (id, body, text) => {
    const apis = await withDenyAdmin();
    const answer = await apis.call(ADMIN, 'POST', `v2/${POINT}?policyId=${id}`, body);
    expect(refusal(answer)).toMatch(/^400 INVALID_ARGUMENT/);
    expect(refusal(answer)).toMatch(text);
    expect((await apis.call(ADMIN, 'GET', `v2/${POINT}`)).body).toEqual({});
  });

  it('have one name each, and hang on a project, folder or organization', async () => {
    const apis = await withDenyAdmin();
    const create = `v2/${POINT}?policyId=no-use`;
    expect((await apis.call(ADMIN, 'POST', create, BODY)).status).toBe(200);
    expect(refusal(await apis.call(ADMIN, 'POST', create, BODY))).toBe(
      '409 ALREADY_EXISTS: Requested entity already exists',
    );
    const wrong = 'v2/policies/run.googleapis.com%2Fprojects%2Fpayments-prod/denypolicies';
    expect(refusal(await apis.call(ADMIN, 'GET', wrong))).toMatch(/^400 .*attachment point/);
    for (const node of ['folders%2F200000000001', 'organizations%2F100000000001']) {
      const point = `policies/cloudresourcemanager.googleapis.com%2F${node}/denypolicies`;
      await apis.call(ADMIN, 'POST', `v2/${point}?policyId=no-use`, BODY);
      expect((await apis.call(ADMIN, 'GET', `v2/${point}/no-use`)).body).toMatchObject({
        name: `${point}/no-use`,
      });
    }
  });

  it('hold 500 rules together at one place, and not one more', async () => {
    const apis = await withDenyAdmin();
    const many = (count: number) => ({
      rules: Array.from({ length: count }, () => ({ denyRule: RULE })),
    });
    const create = (id: string, count: number) =>
      apis.call(ADMIN, 'POST', `v2/${POINT}?policyId=${id}`, many(count));
    expect((await create('most', 500)).status).toBe(200);
    expect(refusal(await create('one-more', 1))).toMatch(/^400 FAILED_PRECONDITION/);
  });

  it('write an entry into the log of the project for each change, refused ones too', async () => {
    const apis = await withDenyAdmin();
    await apis.call(ADMIN, 'POST', `v2/${POINT}?policyId=no-use`, BODY);
    await apis.call(ADMIN, 'PUT', `v2/${POINT}/no-use`, BODY);
    await apis.call(DEV, 'DELETE', `v2/${POINT}/no-use`);
    const entries = apis.log.entries;
    expect(entries.map((one) => payload(one)['methodName'])).toEqual([
      'google.iam.v2.Policies.CreatePolicy',
      'google.iam.v2.Policies.UpdatePolicy',
      'google.iam.v2.Policies.DeletePolicy',
    ]);
    expect(entries[0]).toMatchObject({
      logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
      operation: { producer: 'iam.googleapis.com', first: true },
      protoPayload: {
        serviceName: 'iam.googleapis.com',
        resourceName: `${KEPT}/no-use`,
        authenticationInfo: { principalEmail: 'admin@example.com' },
      },
    });
    expect(payload(entries[2])['status']).toMatchObject({ code: 7 });
  });

  it('write another entry at the end where the organization writes pairs', async () => {
    const apis = await withDenyAdmin(true);
    await apis.call(ADMIN, 'POST', `v2/${POINT}?policyId=no-use`, BODY);
    const [first, last] = apis.log.entries;
    expect(payload(first)['response']).toEqual({
      '@type': 'type.googleapis.com/google.longrunning.Operation',
    });
    expect(last).toMatchObject({
      operation: { last: true },
      protoPayload: { response: { name: `${KEPT}/no-use` } },
    });
  });
});

function rule(part: object) {
  return { rules: [{ denyRule: { ...RULE, ...part } }] };
}
