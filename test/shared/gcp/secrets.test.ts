import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { addSecretVersion, setVersionState } from '../../../sandbox/organization/secrets.ts';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { secrets } from '../../../shared/gcp/secrets.ts';
import { type Answer, answeringServer } from './answering-server.ts';
import { type LocalApis, localApis } from './local-apis.ts';

const NOTIFY = 'serviceAccount:bailiff-notify@bailiff-prod.iam.gserviceaccount.com';
const SECRET = 'projects/bailiff-prod/secrets/github';
const VERSION = `${SECRET}/versions/1`;

let apis: LocalApis;
beforeEach(async () => {
  const bindings = [{ role: 'roles/secretmanager.secretAccessor', members: [NOTIFY] }];
  apis = await localApis((file) => {
    for (const project of file.projects)
      if (project.id === 'bailiff-prod') project.secrets = [{ name: 'github', bindings }];
  });
});
afterEach(() => apis.close());

const access = (version: string, who = NOTIFY) => secrets(apis.as(who)).access(version);

async function answered(...answers: readonly Answer[]) {
  const server = await answeringServer(...answers);
  onTestFinished(() => server.close());
  return { server, client: secrets(connectGoogle({ apiRoot: server.apiRoot })) };
}

describe('secrets', () => {
  it('are read by version and as latest, letter for letter', async () => {
    addSecretVersion(apis.organization, SECRET, 'tokän 1\n');
    addSecretVersion(apis.organization, SECRET, 'token 2');
    expect(await access(VERSION)).toBe('tokän 1\n');
    expect(await access(`${SECRET}/versions/latest`)).toBe('token 2');
  });

  it.each([
    ['that is disabled', 'DISABLED', 400, 'FAILED_PRECONDITION', 'is in DISABLED state'],
    ['that is destroyed', 'DESTROYED', 400, 'FAILED_PRECONDITION', 'is in DESTROYED state'],
  ] as const)('fail for a version %s, in Google’s words', async (_, state, status, code, says) => {
    addSecretVersion(apis.organization, SECRET, 'token');
    setVersionState(apis.organization, SECRET, 1, state);
    await expect(access(VERSION)).rejects.toMatchObject({
      status,
      code,
      retryable: false,
      message: expect.stringContaining(says),
    });
  });

  it('fail with 404 for a version that is not there, and 403 for who may not read it', async () => {
    await expect(access(VERSION)).rejects.toMatchObject({ status: 404 });
    addSecretVersion(apis.organization, SECRET, 'token');
    await expect(access(VERSION, 'user:dev@example.com')).rejects.toMatchObject({ status: 403 });
    await expect(access('projects/data-dev/secrets/github/versions/1')).rejects.toMatchObject({
      status: 403,
    });
  });

  it('are asked for again when they do not match their checksum, and never shown', async () => {
    const data = Buffer.from('tok3n').toString('base64');
    const damaged = { status: 200, body: { payload: { data, dataCrc32c: '1' } } };
    const { server, client } = await answered(damaged);
    const failure = await client.access(VERSION).catch((error: unknown) => error);
    expect(server.asked).toHaveLength(3);
    expect(String(failure)).toBe(
      'ApiFailure: secretmanager.googleapis.com sent a secret that does not match its checksum.',
    );
    expect(JSON.stringify(failure)).not.toContain('tok3n');
  });

  it('fail when they are no text, and are not shown then either', async () => {
    const data = Buffer.from([0x74, 0x6f, 0x6b, 0xff]).toString('base64');
    const { client } = await answered({ status: 200, body: { payload: { data } } });
    await expect(client.access(VERSION)).rejects.toThrow(
      /^secretmanager\.googleapis\.com holds a secret that is no UTF-8 text\.$/,
    );
  });

  it('are read once Google answers again', async () => {
    const payload = { data: Buffer.from('123456789').toString('base64'), dataCrc32c: '3808858755' };
    const { server, client } = await answered(
      { status: 503, body: {} },
      { status: 200, body: { payload } },
    );
    expect(await client.access(VERSION)).toBe('123456789');
    expect(server.asked[0]).toMatchObject({
      method: 'GET',
      url: `/v1/${VERSION}:access`,
    });
  });
});
