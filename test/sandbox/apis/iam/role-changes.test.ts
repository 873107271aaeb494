import { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js';
import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, payload, refusal, servedApis } from '../served-apis.ts';

const PROJECT = 'projects/payments-prod';
const NAME = `${PROJECT}/roles/jobReader`;
const DAY = 86_400_000;
const ROLE = { title: 'Job reader', includedPermissions: ['run.jobs.list', 'run.jobs.get'] };

function withRoleAdmin() {
  return servedApis(({ organization }) => {
    organization.bindings.push({ role: 'roles/iam.organizationRoleAdmin', members: [ADMIN] });
  });
}

async function withRole() {
  const apis = await withRoleAdmin();
  const body = { roleId: 'jobReader', role: ROLE };
  const made = await apis.call(ADMIN, 'POST', `v1/${PROJECT}/roles`, body);
  return { apis, etag: String(made.body['etag']) };
}

describe('custom roles', () => {
  it('of a project are made, changed, deleted and brought back by the real client', async () => {
    const apis = await withRoleAdmin();
    const { roles } = new iam_v1.Iam(apis.client(ADMIN)).projects;
    const made = await roles.create({
      parent: 'projects/310000000001',
      requestBody: { roleId: 'jobReader', role: { ...ROLE, stage: 'GA' } },
    });
    expect(made.data).toEqual({
      name: NAME,
      title: 'Job reader',
      includedPermissions: ['run.jobs.get', 'run.jobs.list'],
      stage: 'GA',
      etag: expect.any(String),
    });
    const patched = await roles.patch({
      name: NAME,
      updateMask: 'description,includedPermissions',
      requestBody: {
        description: 'Reads',
        title: 'ignored',
        includedPermissions: ['run.jobs.get'],
        etag: made.data.etag ?? '',
      },
    });
    expect(patched.data).toMatchObject({
      title: 'Job reader',
      description: 'Reads',
      includedPermissions: ['run.jobs.get'],
      stage: 'GA',
    });
    await expect(
      roles.patch({ name: NAME, requestBody: { etag: made.data.etag ?? '' } }),
    ).rejects.toMatchObject({ status: 409 });
    expect((await roles.delete({ name: NAME })).data.deleted).toBe(true);
    expect((await roles.get({ name: NAME })).data.deleted).toBe(true);
    expect((await roles.list({ parent: PROJECT })).data.roles).toBeUndefined();
    const all = await roles.list({ parent: PROJECT, showDeleted: true });
    expect(all.data.roles).toHaveLength(1);
    // gcloud writes booleans as Python does.
    const spelled = await apis.call(ADMIN, 'GET', `v1/${PROJECT}/roles?showDeleted=True`);
    expect(spelled.body['roles']).toHaveLength(1);
    expect((await roles.undelete({ name: NAME, requestBody: {} })).data.deleted).toBeUndefined();
    expect((await roles.list({ parent: PROJECT })).data.roles).toHaveLength(1);
  });

  it('of the organization are too', async () => {
    const apis = await withRoleAdmin();
    const { roles } = new iam_v1.Iam(apis.client(ADMIN)).organizations;
    const parent = 'organizations/100000000001';
    await roles.create({ parent, requestBody: { roleId: 'jobReader', role: ROLE } });
    const name = `${parent}/roles/jobReader`;
    await roles.patch({ name, updateMask: 'stage', requestBody: { stage: 'DISABLED' } });
    expect((await roles.get({ name })).data.stage).toBe('DISABLED');
    await roles.delete({ name });
    expect((await roles.undelete({ name, requestBody: {} })).data.title).toBe('Job reader');
  });

  it('grant nothing while they are deleted or disabled, and their bindings stay', async () => {
    const { apis } = await withRole();
    const member = 'user:reader@example.com';
    const resource = `v1/${PROJECT}`;
    const { body: policy } = await apis.call(ADMIN, 'POST', `${resource}:getIamPolicy`, {});
    const bindings = [
      ...(policy['bindings'] as readonly object[]),
      { role: NAME, members: [member] },
    ];
    const write = () =>
      apis.call(ADMIN, 'POST', `${resource}:setIamPolicy`, { policy: { bindings } });
    expect((await write()).status).toBe(200);
    const permissions = ['run.jobs.get'];
    const held = async () =>
      (await apis.call(member, 'POST', `${resource}:testIamPermissions`, { permissions })).body;
    expect(await held()).toEqual({ permissions });
    await apis.call(ADMIN, 'DELETE', `v1/${NAME}`);
    expect(await held()).toEqual({});
    expect((await write()).body['bindings']).toContainEqual({ role: NAME, members: [member] });
    await apis.call(ADMIN, 'POST', `v1/${NAME}:undelete`, {});
    expect(await held()).toEqual({ permissions });
    await apis.call(ADMIN, 'PATCH', `v1/${NAME}?updateMask=stage`, { stage: 5 });
    expect(await held()).toEqual({});
  });

  it('cannot be granted anew once deleted', async () => {
    const { apis } = await withRole();
    await apis.call(ADMIN, 'DELETE', `v1/${NAME}`);
    const policy = { bindings: [{ role: NAME, members: [DEV] }] };
    const answer = await apis.call(ADMIN, 'POST', `v1/${PROJECT}:setIamPolicy`, { policy });
    expect(answer.status).toBe(400);
  });

  it('keep their name for 37 days, and can be brought back for 7', async () => {
    const { apis } = await withRole();
    const create = { roleId: 'jobReader', role: ROLE };
    const make = async () => refusal(await apis.call(ADMIN, 'POST', `v1/${PROJECT}/roles`, create));
    expect(await make()).toBe(
      '409 ALREADY_EXISTS: A role named jobReader in projects/payments-prod already exists.',
    );
    await apis.call(ADMIN, 'DELETE', `v1/${NAME}`);
    expect(await make()).toBe(
      "400 FAILED_PRECONDITION: You can't create a role with role_id (jobReader) where there is an existing role with that role_id in a deleted state.",
    );
    apis.clock.now += 8 * DAY;
    expect(await make()).toBe(
      "400 FAILED_PRECONDITION: You can't create a role_id (jobReader) which has been marked for deletion.",
    );
    expect(refusal(await apis.call(ADMIN, 'POST', `v1/${NAME}:undelete`, {}))).toMatch(
      /^400 FAILED_PRECONDITION: .* more than 7 days ago/,
    );
    apis.clock.now += 30 * DAY;
    expect((await apis.call(ADMIN, 'GET', `v1/${NAME}`)).status).toBe(404);
    expect(await make()).toBe('200');
  });

  it.each([
    ['POST', `${PROJECT}/roles`, { roleId: 'x', role: ROLE }, /^400 .*role_id x is not valid/],
    [
      'POST',
      `${PROJECT}/roles`,
      { roleId: 'other', role: { includedPermissions: ['everything'] } },
      /^400 INVALID_ARGUMENT: Permission everything is not valid\./,
    ],
    [
      'POST',
      `${PROJECT}/roles`,
      { roleId: 'other', role: { title: 'x'.repeat(101) } },
      /^400 .*at most 100 bytes/,
    ],
    ['POST', `${PROJECT}/roles`, { roleId: 'other', role: { stage: 3 } }, /^400 .*launch stage/],
    ['PATCH', `${PROJECT}/roles/none`, {}, /^404 NOT_FOUND: The role named .*none was not found/],
    ['DELETE', `${NAME}?etag=AAAAAAAAAAA=`, undefined, /^409 ABORTED/],
    ['POST', `${NAME}:undelete`, {}, /^400 FAILED_PRECONDITION: .* is not deleted/],
  ])('are not changed by %s %s with %j', async (method, path, body, text) => {
    const { apis } = await withRole();
    expect(refusal(await apis.call(ADMIN, method, `v1/${path}`, body))).toMatch(text);
  });

  it.each([
    ['POST', `${PROJECT}/roles`, { roleId: 'other', role: ROLE }, `create a role in ${PROJECT}`],
    ['PATCH', NAME, {}, `update the role at ${NAME}`],
    ['DELETE', NAME, undefined, `delete the role at ${NAME}`],
    ['POST', `${NAME}:undelete`, {}, `undelete the role at ${NAME}`],
  ])('refuse %s %s to who may not', async (method, path, body, what) => {
    const { apis, etag } = await withRole();
    expect(refusal(await apis.call(DEV, method, `v1/${path}`, body))).toBe(
      `403 PERMISSION_DENIED: You don't have permission to ${what}.`,
    );
    expect((await apis.call(ADMIN, 'GET', `v1/${NAME}`)).body['etag']).toBe(etag);
  });

  it('write an entry for each change, with what it granted and took', async () => {
    const { apis } = await withRole();
    const patch = { includedPermissions: ['run.jobs.get', 'run.jobs.run'] };
    await apis.call(ADMIN, 'PATCH', `v1/${NAME}?updateMask=includedPermissions`, patch);
    await apis.call(ADMIN, 'DELETE', `v1/${NAME}`);
    await apis.call(ADMIN, 'POST', `v1/${NAME}:undelete`, {});
    await apis.call(DEV, 'DELETE', `v1/${NAME}`);
    const { entries } = apis.log;
    expect(entries.map((one) => payload(one)['methodName'])).toEqual([
      'google.iam.admin.v1.CreateRole',
      'google.iam.admin.v1.UpdateRole',
      'google.iam.admin.v1.DeleteRole',
      'google.iam.admin.v1.UndeleteRole',
      'google.iam.admin.v1.DeleteRole',
    ]);
    expect(entries[0]).toMatchObject({
      logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
      resource: { type: 'iam_role', labels: { project_id: 'payments-prod', role_name: NAME } },
      protoPayload: {
        resourceName: NAME,
        request: { role_id: 'jobReader', role: { title: 'Job reader' } },
        serviceData: {
          permissionDelta: { addedPermissions: ['run.jobs.get', 'run.jobs.list'] },
        },
      },
    });
    expect(payload(entries[1])['serviceData']).toMatchObject({
      permissionDelta: {
        addedPermissions: ['run.jobs.run'],
        removedPermissions: ['run.jobs.list'],
      },
    });
    expect(payload(entries[4])['status']).toMatchObject({ code: 7 });
  });
});
