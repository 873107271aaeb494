import { orgpolicy_v2 } from 'googleapis/build/src/apis/orgpolicy/v2.js';
import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, payload, refusal, servedApis } from '../served-apis.ts';

const CROSS_PROJECT = 'iam.disableCrossProjectServiceAccountUsage';
const NAME = `projects/payments-prod/policies/${CROSS_PROJECT}`;
const PATH = `v2/${NAME}`;

function enforcing(enforce: boolean) {
  return { name: NAME, spec: { rules: [{ enforce }] } };
}

describe('organization policies', () => {
  it('are set, read, and taken away by the real client, which sees project numbers', async () => {
    const apis = await servedApis();
    const { policies } = new orgpolicy_v2.Orgpolicy(apis.client(ADMIN)).projects;
    const parent = 'projects/payments-prod';
    const numbered = `projects/310000000001/policies/${CROSS_PROJECT}`;
    await expect(policies.get({ name: NAME })).rejects.toMatchObject({ status: 404 });
    const made = await policies.create({ parent, requestBody: enforcing(false) });
    expect(made.data).toEqual({
      name: numbered,
      spec: {
        etag: expect.any(String),
        updateTime: '2026-11-22T08:00:00.000Z',
        rules: [{ enforce: false }],
      },
      etag: made.data.spec?.etag,
    });
    expect((await policies.get({ name: numbered })).data).toEqual(made.data);
    expect((await policies.list({ parent })).data.policies).toEqual([made.data]);
    const effective = await policies.getEffectivePolicy({ name: NAME });
    expect(effective.data).toEqual({ name: numbered, spec: { rules: [{ enforce: false }] } });

    const stale = { ...enforcing(true), spec: { ...made.data.spec, rules: [{ enforce: true }] } };
    const patched = await policies.patch({ name: NAME, requestBody: stale });
    expect(patched.data.spec?.rules).toEqual([{ enforce: true }]);
    await expect(policies.patch({ name: NAME, requestBody: stale })).rejects.toMatchObject({
      status: 409,
    });
    await policies.delete({ name: NAME });
    await expect(policies.get({ name: NAME })).rejects.toMatchObject({ status: 404 });
    await expect(policies.delete({ name: NAME })).rejects.toMatchObject({ status: 404 });
  });

  it('hold where they are nearest, and enforce by default', async () => {
    const apis = await servedApis(({ organization }) => {
      organization.policies = {};
    });
    const effective = async (node: string) => {
      const path = `v2/${node}/policies/${CROSS_PROJECT}:getEffectivePolicy`;
      const { body } = await apis.call(ADMIN, 'GET', path);
      return (body['spec'] as { readonly rules: readonly unknown[] }).rules[0];
    };
    expect(await effective('projects/payments-prod')).toEqual({ enforce: true });
    expect(await effective('projects/identity-prod')).toEqual({ enforce: false });
    const folder = `folders/200000000001/policies`;
    const body = { name: `${folder}/${CROSS_PROJECT}`, spec: { rules: [{ enforce: false }] } };
    await apis.call(ADMIN, 'POST', `v2/${folder}`, body);
    expect(await effective('projects/payments-prod')).toEqual({ enforce: false });
    expect(await effective('projects/bailiff-prod')).toEqual({ enforce: true });
    expect(await effective('organizations/100000000001')).toEqual({ enforce: true });
  });

  it('go back to the default when reset, whatever is set above', async () => {
    const apis = await servedApis(({ folders }) => {
      for (const folder of folders) folder.policies[CROSS_PROJECT] = 'off';
    });
    const body = { name: NAME, spec: { reset: true } };
    await apis.call(ADMIN, 'POST', 'v2/projects/payments-prod/policies', body);
    const effective = await apis.call(ADMIN, 'GET', `${PATH}:getEffectivePolicy`);
    expect(effective.body['spec']).toEqual({ rules: [{ enforce: true }] });
  });

  it('know their constraints', async () => {
    const apis = await servedApis();
    const list = await apis.call(ADMIN, 'GET', 'v2/projects/payments-prod/constraints');
    expect(list.body['constraints']).toEqual([
      {
        name: 'projects/310000000001/constraints/iam.automaticIamGrantsForDefaultServiceAccounts',
        constraintDefault: 'DENY',
        booleanConstraint: {},
      },
      {
        name: `projects/310000000001/constraints/${CROSS_PROJECT}`,
        constraintDefault: 'DENY',
        booleanConstraint: {},
      },
    ]);
    const unknown = 'v2/projects/payments-prod/policies/iam.nothing:getEffectivePolicy';
    expect(refusal(await apis.call(ADMIN, 'GET', unknown))).toBe(
      '404 NOT_FOUND: Requested entity was not found.',
    );
  });

  it('are refused in words where they could not be honoured', async () => {
    const apis = await servedApis();
    const path = 'v2/projects/payments-prod/policies';
    const text = `400 INVALID_ARGUMENT: ${CROSS_PROJECT} is a boolean constraint: its policy holds one rule with "enforce", or "reset". The local organization keeps no conditions and no dry runs.`;
    const specs = [
      { spec: { rules: [{ enforce: true, condition: { expression: 'true' } }] } },
      { spec: { rules: [{ allowAll: true }] } },
      { spec: { rules: [] } },
      { dryRunSpec: { rules: [{ enforce: true }] } },
      {},
    ];
    for (const spec of specs)
      expect(refusal(await apis.call(ADMIN, 'POST', path, { name: NAME, ...spec }))).toBe(text);
  });

  it('are read and written by who may alone', async () => {
    const apis = await servedApis();
    const denied = (permission: string) =>
      `403 PERMISSION_DENIED: Permission '${permission}' denied on resource '//cloudresourcemanager.googleapis.com/projects/payments-prod' (or it may not exist).`;
    const asked = [
      ['GET', PATH, 'orgpolicy.policy.get'],
      ['GET', `${PATH}:getEffectivePolicy`, 'orgpolicy.policy.get'],
      ['PATCH', PATH, 'orgpolicy.policies.update'],
      ['DELETE', PATH, 'orgpolicy.policies.delete'],
      ['POST', 'v2/projects/payments-prod/policies', 'orgpolicy.policies.create'],
    ] as const;
    for (const [method, path, permission] of asked) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : enforcing(false);
      expect(refusal(await apis.call(DEV, method, path, body))).toBe(denied(permission));
    }
  });

  it('leave audit entries, the refused ones too', async () => {
    const apis = await servedApis();
    await apis.call(ADMIN, 'POST', 'v2/projects/payments-prod/policies', enforcing(false));
    await apis.call(ADMIN, 'PATCH', PATH, enforcing(true));
    await apis.call(DEV, 'DELETE', PATH);
    expect(
      apis.log.entries.map((entry) => [payload(entry)['methodName'], entry['severity']]),
    ).toEqual([
      ['google.cloud.orgpolicy.v2.OrgPolicy.CreatePolicy', 'NOTICE'],
      ['google.cloud.orgpolicy.v2.OrgPolicy.UpdatePolicy', 'NOTICE'],
      ['google.cloud.orgpolicy.v2.OrgPolicy.DeletePolicy', 'ERROR'],
    ]);
    expect(apis.log.entries[0]).toMatchObject({
      logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
      resource: { type: 'project', labels: { project_id: 'payments-prod' } },
      protoPayload: { serviceName: 'orgpolicy.googleapis.com', resourceName: NAME },
    });
  });
});
