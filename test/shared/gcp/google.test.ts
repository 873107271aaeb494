import { afterEach, describe, expect, test } from 'vitest';
import { connectGoogle, impersonate } from '../../../shared/gcp/google.ts';
import { projects } from '../../../shared/gcp/projects.ts';
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
