import { orgpolicy_v2 } from 'googleapis/build/src/apis/orgpolicy/v2.js';
import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, payload, refusal, servedApis } from '../served-apis.ts';

const PARENT = 'organizations/100000000001';
const NAME = `${PARENT}/customConstraints/custom.ownAccount`;
const PATH = `v2/${PARENT}/customConstraints`;
const BODY = {
  name: NAME,
  resourceTypes: ['run.googleapis.com/Job'],
  methodTypes: ['CREATE', 'UPDATE'],
  condition:
    "resource.spec.template.spec.template.spec.serviceAccountName.endsWith('@developer.gserviceaccount.com')",
  actionType: 'DENY',
  displayName: 'No default account',
};

describe('custom constraints', () => {
  it('are made, read, changed and taken away by the real client', async () => {
    const apis = await servedApis();
    const { customConstraints } = new orgpolicy_v2.Orgpolicy(apis.client(ADMIN)).organizations;
    await expect(customConstraints.get({ name: NAME })).rejects.toMatchObject({ status: 404 });
    const made = await customConstraints.create({ parent: PARENT, requestBody: BODY });
    expect(made.data).toEqual({ ...BODY, updateTime: '2026-11-22T08:00:00.000Z' });
    expect((await customConstraints.get({ name: NAME })).data).toEqual(made.data);
    expect((await customConstraints.list({ parent: PARENT })).data).toEqual({
      customConstraints: [made.data],
    });
    await expect(
      customConstraints.create({ parent: PARENT, requestBody: BODY }),
    ).rejects.toMatchObject({ status: 409 });

    const { displayName: _, ...undisplayed } = BODY;
    const changed = { ...undisplayed, condition: 'false', description: 'Nobody is refused.' };
    const patched = await customConstraints.patch({ name: NAME, requestBody: changed });
    expect(patched.data).toEqual({ ...changed, updateTime: '2026-11-22T08:00:00.000Z' });
    await customConstraints.delete({ name: NAME });
    await expect(customConstraints.get({ name: NAME })).rejects.toMatchObject({ status: 404 });
    await expect(customConstraints.delete({ name: NAME })).rejects.toMatchObject({ status: 404 });
    await expect(
      customConstraints.patch({ name: NAME, requestBody: changed }),
    ).rejects.toMatchObject({ status: 404 });
    expect((await customConstraints.list({ parent: PARENT })).data).toEqual({});
  });

  it('give their name to nobody again when they are deleted', async () => {
    const apis = await servedApis();
    await apis.call(ADMIN, 'POST', PATH, BODY);
    await apis.call(ADMIN, 'DELETE', `v2/${NAME}`);
    expect(refusal(await apis.call(ADMIN, 'POST', PATH, BODY))).toBe(
      '400 FAILED_PRECONDITION: The custom constraint custom.ownAccount was deleted, and its name cannot be used again.',
    );
  });

  it('take enums by number too', async () => {
    const apis = await servedApis();
    const numbered = { ...BODY, methodTypes: [1, 2], actionType: 2 };
    expect((await apis.call(ADMIN, 'POST', PATH, numbered)).body).toMatchObject(BODY);
  });

  it('can be enforced by a policy once they are there, which changes nothing for jobs here', async () => {
    const apis = await servedApis();
    const policies = 'v2/projects/payments-prod/policies';
    const name = 'projects/payments-prod/policies/custom.ownAccount';
    const policy = { name, spec: { rules: [{ enforce: true }] } };
    expect(refusal(await apis.call(ADMIN, 'POST', policies, policy))).toBe(
      '404 NOT_FOUND: Requested entity was not found.',
    );
    await apis.call(ADMIN, 'POST', PATH, BODY);
    await apis.call(ADMIN, 'POST', policies, policy);
    const effective = async (project: string) => {
      const path = `v2/projects/${project}/policies/custom.ownAccount:getEffectivePolicy`;
      return (await apis.call(ADMIN, 'GET', path)).body['spec'];
    };
    expect(await effective('payments-prod')).toEqual({ rules: [{ enforce: true }] });
    expect(await effective('data-dev')).toEqual({ rules: [{ enforce: false }] });
    const container = { image: 'us-docker.pkg.dev/cloudrun/container/job' };
    const job = { template: { template: { containers: [container] } } };
    const jobs = 'v2/projects/payments-prod/locations/us-central1/jobs?jobId=nightly';
    expect((await apis.call(DEV, 'POST', jobs, job)).status).toBe(200);
  });

  it.each([
    ['resourceTypes', [], 'Resource types are named as SERVICE.googleapis.com/TYPE, at least one.'],
    [
      'resourceTypes',
      ['Job'],
      'Resource types are named as SERVICE.googleapis.com/TYPE, at least one.',
    ],
    ['methodTypes', [], 'At least one method type is needed, and none is unspecified.'],
    ['actionType', undefined, 'The action type is ALLOW or DENY.'],
    ['condition', '', 'The condition is no expression of CEL.'],
    ['condition', 'resource.a ==', 'The condition is no expression of CEL.'],
    ['condition', `'${'a'.repeat(1000)}' == ''`, 'The condition has more than 1000 characters.'],
    ['displayName', 'a'.repeat(201), 'The displayName has more than 200 characters.'],
    ['description', 'a'.repeat(2001), 'The description has more than 2000 characters.'],
    [
      'name',
      `${PARENT}/customConstraints/ownAccount`,
      `The name reads ${PARENT}/customConstraints/custom.NAME, NAME being 1 to 71 letters and digits.`,
    ],
    [
      'name',
      'organizations/1/customConstraints/custom.a',
      `The name reads ${PARENT}/customConstraints/custom.NAME, NAME being 1 to 71 letters and digits.`,
    ],
  ])('are refused with a wrong %s: %j', async (field, value, text) => {
    const apis = await servedApis();
    const answer = await apis.call(ADMIN, 'POST', PATH, { ...BODY, [field]: value });
    expect(refusal(answer)).toBe(`400 INVALID_ARGUMENT: ${text}`);
    expect((await apis.call(ADMIN, 'GET', PATH)).body).toEqual({});
  });

  it('keep the types of resources that they were made for', async () => {
    const apis = await servedApis();
    await apis.call(ADMIN, 'POST', PATH, BODY);
    const other = { ...BODY, resourceTypes: ['run.googleapis.com/Service'] };
    expect(refusal(await apis.call(ADMIN, 'PATCH', `v2/${NAME}`, other))).toBe(
      '400 INVALID_ARGUMENT: The resource types cannot be changed.',
    );
  });

  it('are read and written by who may alone', async () => {
    const apis = await servedApis();
    const asked = [
      ['GET', `v2/${NAME}`, 'get'],
      ['GET', PATH, 'list'],
      ['PATCH', `v2/${NAME}`, 'update'],
      ['DELETE', `v2/${NAME}`, 'delete'],
      ['POST', PATH, 'create'],
    ] as const;
    for (const [method, path, verb] of asked) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : BODY;
      expect(refusal(await apis.call(DEV, method, path, body))).toBe(
        `403 PERMISSION_DENIED: Permission 'orgpolicy.customConstraints.${verb}' denied on resource '//cloudresourcemanager.googleapis.com/organizations/100000000001' (or it may not exist).`,
      );
    }
  });

  it('leave audit entries in the log of the organization, the refused ones too', async () => {
    const apis = await servedApis();
    await apis.call(ADMIN, 'POST', PATH, BODY);
    await apis.call(ADMIN, 'PATCH', `v2/${NAME}`, BODY);
    await apis.call(DEV, 'DELETE', `v2/${NAME}`);
    await apis.call(ADMIN, 'DELETE', `v2/${NAME}`);
    expect(
      apis.log.entries.map((entry) => [payload(entry)['methodName'], entry['severity']]),
    ).toEqual([
      ['google.cloud.orgpolicy.v2.OrgPolicy.CreateCustomConstraint', 'NOTICE'],
      ['google.cloud.orgpolicy.v2.OrgPolicy.UpdateCustomConstraint', 'NOTICE'],
      ['google.cloud.orgpolicy.v2.OrgPolicy.DeleteCustomConstraint', 'ERROR'],
      ['google.cloud.orgpolicy.v2.OrgPolicy.DeleteCustomConstraint', 'NOTICE'],
    ]);
    expect(apis.log.entries[0]).toMatchObject({
      logName: 'organizations/100000000001/logs/cloudaudit.googleapis.com%2Factivity',
      protoPayload: { serviceName: 'orgpolicy.googleapis.com', resourceName: NAME },
    });
  });
});
