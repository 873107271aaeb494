import { afterEach, describe, expect, test } from 'vitest';
import { connectGoogle, impersonate } from '../../../shared/gcp/google.ts';
import { jobWriter } from '../../../shared/gcp/job-writer.ts';
import { projects } from '../../../shared/gcp/projects.ts';
import type { FetchRequest } from '../../../shared/http/fetch.ts';
import { type Answer, answeringServer } from './answering-server.ts';

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ close }) => close()));
});
async function serve(...answers: readonly Answer[]) {
  const server = await answeringServer(...answers);
  open.push(server);
  return server;
}
const project = { status: 200, body: { name: 'projects/1', projectId: 'payments-prod' } };

describe('a connection to an address', () => {
  test('sends the token that it was given', async () => {
    const server = await serve(project);
    await projects(connectGoogle({ apiRoot: server.apiRoot, accessToken: 't' })).get('x');
    expect(server.asked.map(({ authorization }) => authorization)).toEqual(['Bearer t']);
  });

  test('without a token sends none and looks for none', async () => {
    const server = await serve(project);
    await projects(connectGoogle({ apiRoot: server.apiRoot })).get('x');
    expect(server.asked.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  test('under an impersonated account mints one token for calls at the same time', async () => {
    const expireTime = new Date(Date.now() + 600_000).toISOString();
    const token = { status: 200, body: { accessToken: 'short-lived', expireTime } };
    const server = await serve(token, project);
    const google = connectGoogle({ apiRoot: server.apiRoot, accessToken: 't' });
    const { get } = projects(impersonate(google, 'writer@bailiff-prod.iam.gserviceaccount.com'));
    await Promise.all([get('x'), get('y')]);
    expect(server.asked.map(({ authorization }) => authorization)).toEqual([
      'Bearer t',
      'Bearer short-lived',
      'Bearer short-lived',
    ]);
    expect(server.asked[0]?.url).toMatch(
      /^\/v1\/projects\/-\/serviceAccounts\/writer%40bailiff-prod\.iam\.gserviceaccount\.com:generateAccessToken\?/,
    );
    expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({
      scope: ['https://www.googleapis.com/auth/cloud-platform'],
      lifetime: '600s',
    });
  });

  test('without a token asks the metadata server that it was given', async () => {
    const token = { status: 200, body: { access_token: 'own', expires_in: 3600 } };
    const metadata = await serve(token);
    const server = await serve(project);
    const metadataHost = new URL(metadata.apiRoot).host;
    const { get } = projects(connectGoogle({ apiRoot: server.apiRoot, metadataHost }));
    await get('x');
    await get('y');
    expect(server.asked.map(({ authorization }) => authorization)).toEqual([
      'Bearer own',
      'Bearer own',
    ]);
    expect(metadata.asked).toHaveLength(1);
  });

  test('carries every call over the fetch that it was given, also of gax clients and for tokens', async () => {
    const name = 'projects/payments-prod/locations/us-central1/jobs/nightly';
    const expireTime = new Date(Date.now() + 600_000).toISOString();
    const calls: string[] = [];
    const fetch = async (url: string, { method, headers }: FetchRequest) => {
      const { host, pathname } = new URL(url);
      calls.push(`${method} ${host}${decodeURIComponent(pathname)} ${headers['authorization']}`);
      const answer = pathname.endsWith(':generateAccessToken')
        ? { accessToken: 'short-lived', expireTime }
        : method === 'PATCH'
          ? { name: 'operations/1' }
          : { name, uid: 'u', etag: '"e"', generation: '1' };
      const bytes = new TextEncoder().encode(JSON.stringify(answer));
      return { status: 200, arrayBuffer: async () => bytes.buffer };
    };
    const google = connectGoogle({ accessToken: 't', fetch });
    const writer = jobWriter(impersonate(google, 'w@bailiff-prod.iam.gserviceaccount.com'));
    const whole = await writer.read({
      kind: 'job',
      project: 'payments-prod',
      location: 'us-central1',
      name: 'nightly',
    });
    if (whole === undefined) throw new Error('the job is not there');
    await writer.validate(whole);
    const read = `GET run.googleapis.com/v2/${name} Bearer short-lived`;
    expect(calls).toEqual([
      'POST iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/w@bailiff-prod.iam.gserviceaccount.com:generateAccessToken Bearer t',
      read,
      read,
      `PATCH run.googleapis.com/v2/${name} Bearer short-lived`,
    ]);
  });

  test('under an account that may not be impersonated fails as Google says', async () => {
    const denied = {
      error: { code: 403, message: 'Permission denied on it.', status: 'PERMISSION_DENIED' },
    };
    const server = await serve({ status: 403, body: denied });
    const google = connectGoogle({ apiRoot: server.apiRoot, accessToken: 't' });
    const { ancestors } = projects(impersonate(google, 'x@bailiff-prod.iam.gserviceaccount.com'));
    await expect(ancestors('x')).rejects.toMatchObject({
      message: 'Permission denied on it.',
      status: 403,
      api: 'iamcredentials.googleapis.com',
      retryable: false,
    });
  });
});
