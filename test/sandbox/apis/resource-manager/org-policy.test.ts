import { cloudresourcemanager_v1 } from 'googleapis/build/src/apis/cloudresourcemanager/v1.js';
import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, payload, refusal, servedApis } from '../served-apis.ts';

const CONSTRAINT = 'constraints/iam.disableCrossProjectServiceAccountUsage';
const PATH = 'v1/projects/payments-prod';

describe('organization policies through Resource Manager v1', () => {
  it('are set, read and cleared by the real client', async () => {
    const apis = await servedApis();
    const { projects } = new cloudresourcemanager_v1.Cloudresourcemanager(apis.client(ADMIN));
    const resource = 'projects/payments-prod';
    const policy = { constraint: CONSTRAINT, booleanPolicy: { enforced: false } };
    const set = await projects.setOrgPolicy({ resource, requestBody: { policy } });
    expect(set.data).toEqual({
      constraint: CONSTRAINT,
      etag: expect.any(String),
      updateTime: '2026-11-22T08:00:00.000Z',
      booleanPolicy: {},
    });
    const requestBody = { constraint: CONSTRAINT };
    expect((await projects.getOrgPolicy({ resource, requestBody })).data).toEqual(set.data);
    const effective = await projects.getEffectiveOrgPolicy({ resource, requestBody });
    expect(effective.data).toEqual({ constraint: CONSTRAINT, booleanPolicy: {} });
    const list = await projects.listOrgPolicies({ resource, requestBody: {} });
    expect(list.data.policies).toEqual([set.data]);
    await projects.clearOrgPolicy({ resource, requestBody });
    const after = await projects.getOrgPolicy({ resource, requestBody });
    expect(after.data).toEqual({ constraint: CONSTRAINT });
    const inherited = await projects.getEffectiveOrgPolicy({ resource, requestBody });
    expect(inherited.data.booleanPolicy).toEqual({ enforced: true });
  });

  it('take the constraint with or without its prefix, on folders and the organization too', async () => {
    const apis = await servedApis();
    const nodes = ['folders/200000000001', 'organizations/100000000001', 'projects/310000000001'];
    for (const node of nodes)
      for (const constraint of [CONSTRAINT, CONSTRAINT.replace('constraints/', '')]) {
        const policy = { constraint, restoreDefault: {} };
        const set = await apis.call(ADMIN, 'POST', `v1/${node}:setOrgPolicy`, { policy });
        expect(set.body).toMatchObject({
          constraint: CONSTRAINT,
          booleanPolicy: { enforced: true },
        });
      }
  });

  it('refuse a stale etag, an unknown constraint and a list', async () => {
    const apis = await servedApis();
    const set = async (policy: Readonly<Record<string, unknown>>) =>
      refusal(await apis.call(ADMIN, 'POST', `${PATH}:setOrgPolicy`, { policy }));
    const etag = Buffer.from('stale').toString('base64');
    expect(await set({ constraint: CONSTRAINT, etag, booleanPolicy: {} })).toMatch(/^409 ABORTED/);
    expect(await set({ constraint: CONSTRAINT, listPolicy: {} })).toBe(
      `400 INVALID_ARGUMENT: ${CONSTRAINT} is a boolean constraint: its policy holds booleanPolicy or restoreDefault.`,
    );
    expect(await set({ constraint: 'iam.nothing', booleanPolicy: {} })).toBe(
      '400 INVALID_ARGUMENT: The local organization has no constraint constraints/iam.nothing. It has iam.automaticIamGrantsForDefaultServiceAccounts, iam.disableCrossProjectServiceAccountUsage.',
    );
  });

  it('leave audit entries, the refused ones too', async () => {
    const apis = await servedApis();
    const policy = { constraint: CONSTRAINT, booleanPolicy: { enforced: false } };
    await apis.call(ADMIN, 'POST', `${PATH}:setOrgPolicy`, { policy });
    const denied = await apis.call(DEV, 'POST', `${PATH}:clearOrgPolicy`, {
      constraint: CONSTRAINT,
    });
    expect(denied.status).toBe(403);
    expect(apis.log.entries.map((entry) => payload(entry)['methodName'])).toEqual([
      'SetOrgPolicy',
      'ClearOrgPolicy',
    ]);
  });
});
