import { secretmanager_v1 } from 'googleapis/build/src/apis/secretmanager/v1.js';
import { describe, expect, it } from 'vitest';
import { DEV, refusal, servedApis } from '../served-apis.ts';

const KEEPER = 'user:keeper@example.com';
const SECRETS = 'v1/projects/bailiff-prod/secrets';

/** The starting organization with somebody who keeps secrets in bailiff-prod. */
async function kept() {
  const apis = await servedApis((file) => {
    const binding = { role: 'roles/secretmanager.admin', members: [KEEPER] };
    for (const project of file.projects)
      if (project.id === 'bailiff-prod') project.bindings.push(binding);
  });
  const client = new secretmanager_v1.Secretmanager(apis.client(KEEPER)).projects.secrets;
  return { ...apis, client };
}

const parent = 'projects/bailiff-prod';
const requestBody = { replication: { automatic: {} } };

describe('secrets of Secret Manager', () => {
  it('are made, shown, listed and deleted as Google does, under the number of their project', async () => {
    const { client } = await kept();
    const made = {
      name: 'projects/310000000009/secrets/github',
      replication: { automatic: {} },
      createTime: '2026-11-22T08:00:00.000Z',
    };
    const { data } = await client.create({ parent, secretId: 'github', requestBody });
    expect(data).toEqual(made);
    const name = 'projects/bailiff-prod/secrets/github';
    expect((await client.get({ name })).data).toEqual(made);
    expect((await client.list({ parent })).data).toEqual({ secrets: [made], totalSize: 1 });
    await client.delete({ name });
    await expect(client.get({ name })).rejects.toThrow(
      'Secret [projects/310000000009/secrets/github] not found.',
    );
  });

  it.each([
    ['secretId=github', requestBody, /^409 ALREADY_EXISTS: Secret \[projects\/310000000009\/sec/],
    ['secretId=', requestBody, /^400 INVALID_ARGUMENT/],
    ['secretId=a%2Fb', requestBody, /^400 INVALID_ARGUMENT/],
    ['secretId=b', {}, /^400 INVALID_ARGUMENT: The Secret\.replication field must be provided/],
    ['secretId=b', { ...requestBody, value: 'x' }, /Unknown name "value"/],
  ])('are not made of %s and %j', async (query, body, says) => {
    const { call } = await kept();
    await call(KEEPER, 'POST', `${SECRETS}?secretId=github`, requestBody);
    expect(refusal(await call(KEEPER, 'POST', `${SECRETS}?${query}`, body))).toMatch(says);
  });

  it('are for who holds the permission: others learn not even whether one is there', async () => {
    const { call } = await kept();
    await call(KEEPER, 'POST', `${SECRETS}?secretId=there`, requestBody);
    const said = async (path: string) => refusal(await call(DEV, 'GET', path));
    for (const id of ['there', 'absent'])
      expect(await said(`${SECRETS}/${id}`)).toBe(
        `403 PERMISSION_DENIED: Permission 'secretmanager.secrets.get' denied for resource 'projects/310000000009/secrets/${id}' (or it may not exist).`,
      );
    expect(await said('v1/projects/no-such-project/secrets')).toMatch(/^403/);
  });

  it('are lent by their own policy, to be read and no more', async () => {
    const { call, client } = await kept();
    await client.create({ parent, secretId: 'github', requestBody });
    const resource = 'projects/bailiff-prod/secrets/github';
    const payload = { data: Buffer.from('token').toString('base64') };
    await client.addVersion({ parent: resource, requestBody: { payload } });
    const bindings = [{ role: 'roles/secretmanager.secretAccessor', members: [DEV] }];
    const { data } = await client.getIamPolicy({ resource });
    await client.setIamPolicy({ resource, requestBody: { policy: { ...data, bindings } } });
    expect((await client.getIamPolicy({ resource })).data.bindings).toEqual(bindings);
    const version = `${SECRETS}/github/versions/latest`;
    expect((await call(DEV, 'GET', `${version}:access`)).status).toBe(200);
    expect((await call(DEV, 'GET', version)).status).toBe(403);
    const permissions = ['secretmanager.versions.access', 'secretmanager.secrets.delete'];
    const held = await call(DEV, 'POST', `${SECRETS}/github:testIamPermissions`, { permissions });
    expect(held.body).toEqual({ permissions: ['secretmanager.versions.access'] });
  });
});
