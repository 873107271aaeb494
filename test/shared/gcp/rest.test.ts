import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { write } from '../../../shared/gcp/call.ts';
import { connectGoogle, type Google } from '../../../shared/gcp/google.ts';
import { path } from '../../../shared/gcp/path.ts';
import { type RestRequest, rest } from '../../../shared/gcp/rest.ts';
import { type Answer, answeringServer } from './answering-server.ts';

const API = 'run.googleapis.com';
const GET: RestRequest = { method: 'GET', path: 'v2/x' };

const ask = (google: Google, request: RestRequest) =>
  write(API, () => rest(google, API).json(request));
async function failureOf(google: Google, request = GET) {
  const error: unknown = await ask(google, request).catch((thrown: unknown) => thrown);
  if (!(error instanceof ApiFailure)) throw new Error(`not an ApiFailure: ${String(error)}`);
  const { message, status, code, retryable } = error;
  return { message, status, code, retryable };
}
async function serve(...answers: readonly Answer[]) {
  const server = await answeringServer(...answers);
  onTestFinished(server.close);
  return { ...server, google: connectGoogle({ apiRoot: server.apiRoot, accessToken: 't' }) };
}
/** A server that begins an answer of 100 bytes, writes ten of them, and then does as it is told. */
async function stopsAmid(then: 'hangs up' | 'waits'): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
    response.write('{"uid":"u"', () => {
      if (then === 'hangs up') response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a call over REST', () => {
  test('sends method, path, query, body and who calls, and answers the JSON', async () => {
    const { google, asked } = await serve({ status: 200, body: { uid: 'u' } });
    const query = { pageSize: 5, fields: 'a,b(c)', versions: true };
    const request = { method: 'POST', path: path`v2/${'p/a b'}:x`, query, body: { a: 1 } } as const;
    expect(await ask(google, request)).toEqual({ uid: 'u' });
    expect(asked).toEqual([
      {
        method: 'POST',
        url: '/v2/p/a%20b:x?pageSize=5&fields=a%2Cb(c)&versions=true',
        authorization: 'Bearer t',
        body: '{"a":1}',
      },
    ]);
  });

  test('takes an empty answer for an empty object', async () => {
    const { google } = await serve({ status: 204, body: '' });
    expect(await ask(google, GET)).toEqual({});
  });

  test('goes to the API’s own host where no address is given', async () => {
    const urls: string[] = [];
    const fetch = async (url: string) => {
      urls.push(url);
      return { status: 200, arrayBuffer: async () => new ArrayBuffer(0) };
    };
    await ask(connectGoogle({ accessToken: 't', fetch }), GET);
    expect(urls).toEqual(['https://run.googleapis.com/v2/x']);
  });

  test.each(['..', '.', 'a/../b', '../x'])('never climbs: %s', async (name) => {
    const { google, asked } = await serve({ status: 200, body: {} });
    expect(await failureOf(google, { method: 'GET', path: path`v2/projects/${name}` })).toEqual({
      message: 'The client of run.googleapis.com failed by itself (RangeError).',
      status: 500,
      code: 'INTERNAL',
      retryable: false,
    });
    expect(asked).toEqual([]);
  });
});

describe.each([
  ['of its own', undefined],
  ['that is the global one', globalThis.fetch],
])('with a fetch %s, a call', (_, fetch) => {
  const at = (apiRoot: string) => connectGoogle({ apiRoot, fetch });

  test('to a closed port could not be made', async () => {
    expect(await failureOf(at('http://127.0.0.1:1'))).toMatchObject({
      message: expect.stringMatching(/^run\.googleapis\.com could not be reached \(.+\)\.$/),
      status: 503,
      code: 'UNAVAILABLE',
      retryable: true,
    });
  });

  test('whose answer breaks off could not be made', async () => {
    expect(await failureOf(at(await stopsAmid('hangs up')))).toMatchObject({
      message: expect.stringMatching(/^run\.googleapis\.com could not be reached \(.+\)\.$/),
      status: 503,
      retryable: true,
    });
  });

  test('whose answer does not come whole in time is late', async () => {
    const google = at(await stopsAmid('waits'));
    expect(await failureOf(google, { ...GET, timeoutMs: 100 })).toEqual({
      message: 'run.googleapis.com did not answer in time.',
      status: 504,
      code: 'DEADLINE_EXCEEDED',
      retryable: true,
    });
  });

  test.each(['<html>Sign in</html>', '{"uid":', '7'])(
    'that succeeds without a JSON object may pass, and its answer is not repeated: %s',
    async (body) => {
      const server = await answeringServer({ status: 200, body });
      onTestFinished(server.close);
      expect(await failureOf(at(server.apiRoot))).toEqual({
        message: 'run.googleapis.com answered with something that is no JSON object.',
        status: 502,
        code: 'UNAVAILABLE',
        retryable: true,
      });
    },
  );
});
