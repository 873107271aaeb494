import { describe, expect, it } from 'vitest';
import { refusal, servedApis } from '../served-apis.ts';

const KEEPER = 'user:keeper@example.com';
const SECRET = 'v1/projects/bailiff-prod/secrets/github';

/** The starting organization with an empty secret in bailiff-prod and somebody who keeps it. */
async function kept() {
  const apis = await servedApis((file) => {
    const binding = { role: 'roles/secretmanager.admin', members: [KEEPER] };
    for (const project of file.projects)
      if (project.id === 'bailiff-prod') {
        project.bindings.push(binding);
        project.secrets.push({ name: 'github', bindings: [] });
      }
  });
  const call = async (method: string, rest: string, body?: unknown) => {
    const answer = await apis.call(KEEPER, method, `${SECRET}${rest}`, body);
    return answer.status === 200 ? answer.body : refusal(answer);
  };
  const add = (text: string) =>
    call('POST', ':addVersion', { payload: { data: Buffer.from(text).toString('base64') } });
  return { ...apis, call, add };
}

describe('versions of a secret', () => {
  it('are added, and read by number and as latest with their checksum', async () => {
    const { add, call } = await kept();
    expect(await add('first')).toEqual({
      name: 'projects/310000000009/secrets/github/versions/1',
      createTime: '2026-11-22T08:00:00.000Z',
      state: 'ENABLED',
      replicationStatus: { automatic: {} },
    });
    await add('123456789');
    expect(await call('GET', '/versions/latest:access')).toEqual({
      name: 'projects/310000000009/secrets/github/versions/2',
      payload: { data: 'MTIzNDU2Nzg5', dataCrc32c: '3808858755' },
    });
    expect(await call('GET', '/versions/1:access')).toMatchObject({
      payload: { data: 'Zmlyc3Q=' },
    });
    expect(await call('GET', '/versions')).toMatchObject({
      versions: [
        { name: 'projects/310000000009/secrets/github/versions/2' },
        { name: 'projects/310000000009/secrets/github/versions/1' },
      ],
      totalSize: 2,
    });
  });

  it('are refused as Google refuses them while they are disabled, and for good once destroyed', async () => {
    const { add, call } = await kept();
    await add('token');
    const at = 'projects/310000000009/secrets/github/versions/1';
    expect(await call('POST', '/versions/1:disable', {})).toMatchObject({ state: 'DISABLED' });
    expect(await call('GET', '/versions/1:access')).toBe(
      `400 FAILED_PRECONDITION: Secret Version [${at}] is in DISABLED state.`,
    );
    await call('POST', '/versions/1:enable', {});
    expect(await call('GET', '/versions/1:access')).toMatchObject({ name: at });
    await call('POST', '/versions/1:destroy', {});
    // The newest stays the newest, whatever its state.
    expect(await call('GET', '/versions/latest:access')).toBe(
      `400 FAILED_PRECONDITION: Secret Version [${at}] is in DESTROYED state.`,
    );
    expect(await call('POST', '/versions/1:enable', {})).toBe(
      `400 FAILED_PRECONDITION: Secret Version [${at}] is already destroyed.`,
    );
    expect(await call('GET', '/versions/1')).toMatchObject({ state: 'DESTROYED' });
  });

  it.each([
    ['latest:access', /^404 NOT_FOUND: Secret \[projects\/310000000009\/secrets\/github\] not f/],
    ['7:access', /^404 NOT_FOUND: Secret Version \[projects\/310000000009\/secrets\/github\/ver/],
    ['newest:access', /^400 INVALID_ARGUMENT: The provided Secret Version ID/],
  ])('are not found as %s where there are none', async (version, says) => {
    const { call } = await kept();
    expect(await call('GET', `/versions/${version}`)).toMatch(says);
  });

  it.each([
    [{ payload: { data: 'MTIz', dataCrc32c: '1' } }, 'does not match data_crc32c'],
    [{ payload: { data: 'A'.repeat(90_000) } }, 'must be 65536 bytes or less'],
    [{ value: 'x' }, 'Unknown name "value"'],
  ])('are not added of what Google would refuse (%#)', async (body, says) => {
    const { call } = await kept();
    expect(await call('POST', ':addVersion', body)).toContain(says);
  });
});
