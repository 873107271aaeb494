import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectGoogle, impersonate } from '../../../shared/gcp/google.ts';
import { ownOrgPolicies } from '../../../shared/gcp/own-org-policies.ts';
import { answeringServer } from './answering-server.ts';
import { type LocalApis, localApis, REMEDIATE } from './local-apis.ts';

const CONSTRAINT = 'iam.disableCrossProjectServiceAccountUsage';
const WRITER = 'bailiff-org-policy-writer@bailiff-prod.iam.gserviceaccount.com';

let apis: LocalApis;
beforeAll(async () => {
  apis = await localApis();
});
afterAll(() => apis.close());

describe('policies as they are set on one place', () => {
  const reader = () => ownOrgPolicies(apis.as(REMEDIATE));
  const writer = () => ownOrgPolicies(impersonate(apis.as(REMEDIATE), WRITER));

  it.each([
    ['projects/identity-prod', false],
    ['organizations/100000000001', true],
  ])('are read of %s', async (place, enforce) => {
    expect(await reader().read(place, CONSTRAINT)).toMatchObject({
      etag: expect.any(String),
      spec: { rules: [{ enforce }], updateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) },
    });
  });

  it.each(['projects/data-dev', 'folders/200000000001'])(
    'are none of %s, where nothing is set',
    async (place) => {
      expect(await reader().read(place, CONSTRAINT)).toBeUndefined();
    },
  );

  it('are refused to who may not read them', async () => {
    const { read } = ownOrgPolicies(apis.as('user:dev@example.com'));
    await expect(read('projects/identity-prod', CONSTRAINT)).rejects.toMatchObject({
      name: 'ApiFailure',
      status: 403,
    });
  });

  it('are made once, replaced with the etag that was read, and taken away with it', async () => {
    const place = 'projects/payments-prod';
    const off = { rules: [{ enforce: false }] };
    const made = await writer().create(place, CONSTRAINT, off);
    expect(made).toMatchObject({ spec: off });
    await expect(writer().create(place, CONSTRAINT, off)).rejects.toMatchObject({ status: 409 });
    const on = { ...made.spec, rules: [{ enforce: true }] };
    const replaced = await writer().replace(place, CONSTRAINT, { ...made, spec: on });
    expect(replaced).toMatchObject({ spec: { rules: [{ enforce: true }] } });
    await expect(writer().replace(place, CONSTRAINT, { ...made, spec: off })).rejects.toMatchObject(
      { status: 409 },
    );
    await expect(writer().remove(place, CONSTRAINT, made.etag ?? '')).rejects.toMatchObject({
      status: 409,
    });
    await writer().remove(place, CONSTRAINT, replaced.etag ?? '');
    expect(await reader().read(place, CONSTRAINT)).toBeUndefined();
  });

  it('are never replaced without an etag', async () => {
    const { replace } = ownOrgPolicies(connectGoogle({ apiRoot: 'http://127.0.0.1:1' }));
    await expect(replace('projects/p', CONSTRAINT, { name: 'n' })).rejects.toThrow(
      'A policy without an etag is never written; read the policy first.',
    );
  });

  it('are sent back with all that is not known of them', async () => {
    const whole = {
      name: `projects/1/policies/${CONSTRAINT}`,
      etag: 'BwX1',
      spec: { etag: 'BwX1', rules: [{ enforce: true }], unheardOf: 1 },
      dryRunSpec: { rules: [{ enforce: false }] },
    };
    const server = await answeringServer({ status: 200, body: whole });
    const { read, replace } = ownOrgPolicies(connectGoogle({ apiRoot: server.apiRoot }));
    const policy = await read('projects/p', CONSTRAINT);
    if (policy === undefined) throw new Error('There is no policy.');
    await replace('projects/p', CONSTRAINT, policy);
    expect(server.asked[1]).toMatchObject({
      method: 'PATCH',
      url: `/v2/projects/p/policies/${CONSTRAINT}`,
    });
    expect(JSON.parse(server.asked[1]?.body ?? '')).toEqual(whole);
    await server.close();
  });
});
