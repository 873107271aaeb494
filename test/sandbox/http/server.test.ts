import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { DEV, refusal, servedApis } from '../apis/served-apis.ts';

const HEADERS = { authorization: `Bearer sandbox:${DEV}` };

/** Sends the request line as it is given, which fetch would tidy up. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

describe('the server', () => {
  it('answers the same in origin form, in absolute form and by any host', async () => {
    const apis = await servedApis();
    const plain = await apis.call(DEV, 'GET', 'v1/projects/payments-prod');
    expect(plain.status).toBe(200);
    for (const host of ['cloudresourcemanager.sandbox', '127.0.0.1', 'anything.example']) {
      const sent = request({
        port: apis.port,
        host: '127.0.0.1',
        path: `http://${host}/v1/projects/payments-prod`,
        headers: { ...HEADERS, host },
      });
      sent.end();
      const [response] = await once(sent, 'response');
      expect(JSON.parse(Buffer.concat(await response.toArray()).toString())).toEqual(plain.body);
    }
  });

  it('says what it does not answer, and where', async () => {
    const apis = await servedApis();
    expect(refusal(await apis.call(DEV, 'GET', 'v9/everything'))).toBe(
      '404 NOT_FOUND: The local organization has no GET /v9/everything. What it answers is listed in docs/local-organization.md.',
    );
    expect((await apis.call(DEV, 'DELETE', 'v1/projects/payments-prod')).status).toBe(404);
  });

  it.each(['{', '[]', '"text"', '1', 'null'])('refuses the body %j', async (body) => {
    const apis = await servedApis();
    const url = `${apis.rootUrl}v1/projects/payments-prod:getAncestry`;
    const response = await fetch(url, { method: 'POST', headers: HEADERS, body });
    expect(await response.json()).toEqual({
      error: {
        code: 400,
        message: 'Invalid JSON payload received. A JSON object is expected.',
        status: 'INVALID_ARGUMENT',
      },
    });
  });

  it('takes an empty body for an empty message', async () => {
    const apis = await servedApis();
    const path = 'v1/projects/payments-prod:getAncestry';
    expect((await apis.call(DEV, 'POST', path)).status).toBe(200);
  });

  it.each(['/v1/projects/%', '/v1/projects/%E0%A4%A', 'http://[/', '//'])(
    'refuses the address %s and lives on',
    async (address) => {
      const apis = await servedApis();
      const text = `GET ${address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
      expect(await raw(apis.port, text)).toContain(
        'The address of the request cannot be read as a URL.',
      );
      expect((await apis.call(DEV, 'GET', 'v1/projects/payments-prod')).status).toBe(200);
      expect(apis.said).toEqual([]);
    },
  );

  it('asks who calls before anything else', async () => {
    const apis = await servedApis();
    const response = await fetch(`${apis.rootUrl}v1/projects/payments-prod`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { status: 'UNAUTHENTICATED' } });
  });

  it('answers CONNECT with the override that is missing, and forwards nothing', async () => {
    const apis = await servedApis();
    const authority = 'us-central1-run.googleapis.com:443';
    const answer = await raw(
      apis.port,
      `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`,
    );
    const line = `CONNECT ${authority} is refused: the local organization forwards nothing. Set CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN=http://run.sandbox/ (npm run -s bailiff -- sandbox env prints the ones it answers).`;
    expect(answer).toMatch(/^HTTP\/1\.1 501 Not Implemented\r\n/);
    expect(answer).toContain(line);
    expect(apis.said).toEqual([line]);
  });

  it('survives a CONNECT whose client resets the connection', async () => {
    const apis = await servedApis();
    for (let count = 0; count < 20; count += 1) {
      const socket = connect(apis.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('CONNECT run.googleapis.com:443 HTTP/1.1\r\nHost: run.googleapis.com\r\n\r\n');
      if (count % 2 === 0) await once(socket, 'data');
      socket.resetAndDestroy();
    }
    expect((await apis.call(DEV, 'GET', 'v1/projects/payments-prod')).status).toBe(200);
  });

  it('answers an error of its own without a word of what went wrong inside', async () => {
    const apis = await servedApis();
    apis.organization.projects.get = () => {
      throw new Error('secret inside');
    };
    const answer = await apis.call(DEV, 'GET', 'v1/projects/payments-prod');
    expect(answer).toEqual({
      status: 500,
      body: { error: { code: 500, message: 'Internal error encountered.', status: 'INTERNAL' } },
    });
    expect(apis.said[0]).toContain('secret inside');
  });
});
