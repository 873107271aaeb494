import { createServer, request as httpRequest } from 'node:http';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Listening, listen } from '../../sandbox/listen.ts';
import { createPages } from '../../sandbox/pages.ts';

let listening: Listening;
let accepted: { text: string; timestamp: unknown }[];
let sweeps: string[];
let ticks: number;

beforeEach(async () => {
  listening = await served();
});
afterEach(() => listening.close());

async function served(canSweep = true): Promise<Listening> {
  accepted = [];
  sweeps = [];
  ticks = 0;
  const console = new Hono()
    .get('/api/findings', (context) => context.json({ findings: [] }))
    .post('/api/echo', async (context) => context.json(await context.req.json()));
  const pages = createPages({
    console,
    accept: (text, timestamp) => void accepted.push({ text, timestamp }),
    sweep: canSweep ? () => void sweeps.push('asked') : undefined,
    tick: () => {
      ticks += 1;
    },
    domain: 'example.com',
  });
  const server = createServer(async (request, response) => {
    if (!(await pages(request, response))) response.writeHead(404).end('nobody');
  });
  return listen(server, 0);
}

interface Asked {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** fetch would set Host by itself. */
async function ask(path: string, { method = 'GET', host, headers = {}, body }: Asked = {}) {
  const { port } = listening;
  const request = httpRequest({
    port,
    host: '127.0.0.1',
    path,
    method,
    agent: false,
    headers: { host: host ?? `localhost:${port}`, ...headers },
  });
  request.end(body);
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      request.on('error', reject);
      request.on('response', async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    },
  );
}

const send = (body: string | Buffer, type = 'application/json', host?: string) =>
  ask('/sandbox/events', {
    method: 'POST',
    headers: { 'content-type': type },
    body,
    ...(host === undefined ? {} : { host }),
  });

describe('POST /sandbox/events', () => {
  it.each(['{}', '{"timestamp":"2026-11-22T10:00:00Z"}', ' {"a": {"b": [1, null]}}\n'])(
    'accepts the object %s and hands it on as it came',
    async (body) => {
      const answer = await send(body);
      expect([answer.status, answer.text]).toEqual([202, '{"accepted":true}']);
      const { timestamp } = JSON.parse(body) as { timestamp?: string };
      expect(accepted).toEqual([{ text: body, timestamp }]);
    },
  );

  it.each(['application/json; charset=utf-8', 'Application/JSON'])('takes %s', async (type) => {
    expect((await send('{}', type)).status).toBe(202);
  });

  it.each(['', ' ', 'null', 'true', '7', '"text"', '[]', '[{}]', '{', '{"a":1}{"b":2}', '{a:1}'])(
    'refuses the body %j',
    async (body) => {
      const answer = await send(body);
      expect([answer.status, answer.text]).toEqual([
        400,
        '{"error":"The body is no JSON object. Send one LogEntry."}',
      ]);
      expect(accepted).toEqual([]);
    },
  );

  it.each([
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['a million open brackets', `{"a":${'['.repeat(1_000_000)}`],
  ])('refuses %s', async (_what, body) => {
    expect((await send(body)).status).toBe(400);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'refuses the content type %j',
    async (type) => {
      const answer = await send('{}', type);
      expect([answer.status, answer.text]).toEqual([
        400,
        '{"error":"Send the LogEntry with content-type: application/json."}',
      ]);
      expect(accepted).toEqual([]);
    },
  );

  it('takes an entry of one mebibyte and refuses a larger one', async () => {
    const padded = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    expect((await send(padded(1_048_576))).status).toBe(202);
    const answer = await send(padded(1_048_577));
    expect([answer.status, answer.text]).toEqual([
      400,
      '{"error":"A LogEntry here has at most 1048576 bytes."}',
    ]);
    expect(accepted).toHaveLength(1);
  });

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('does not answer %s', async (method) => {
    const answer = await ask('/sandbox/events', { method });
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST']);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('POST /sandbox/sweep', () => {
  const begin = (type: string, body: string) =>
    ask('/sandbox/sweep', { method: 'POST', headers: { 'content-type': type }, body });

  it('begins a sweep each time', async () => {
    for (const times of [1, 2]) {
      const answer = await begin('application/json', '{}');
      expect([answer.status, answer.text]).toEqual([202, '{"accepted":true}']);
      expect(sweeps).toHaveLength(times);
    }
  });

  it.each([
    ['application/json', ''],
    ['application/json', '[]'],
    ['text/plain', '{}'],
    ['', ''],
  ])('begins none for the type %j and the body %j', async (type, body) => {
    const answer = await begin(type, body);
    expect([answer.status, answer.text]).toEqual([
      400,
      '{"error":"Send {} with content-type: application/json."}',
    ]);
    expect(sweeps).toEqual([]);
  });

  it('begins none for a foreign Host, nor by GET', async () => {
    const headers = { 'content-type': 'application/json' };
    const foreign = { method: 'POST', host: 'evil.example', headers, body: '{}' };
    expect((await ask('/sandbox/sweep', foreign)).status).toBe(403);
    const got = await ask('/sandbox/sweep');
    expect([got.status, got.headers['allow']]).toEqual([405, 'POST']);
    expect(sweeps).toEqual([]);
  });

  it('says what is missing where the deployment has no identity for it', async () => {
    await listening.close();
    listening = await served(false);
    const answer = await begin('application/json', '{}');
    expect([answer.status, answer.text]).toEqual([
      409,
      '{"error":"The deployment has no identity for sweeps; name one as identities.sweep."}',
    ]);
  });
});

describe('POST /sandbox/tick', () => {
  it('begins a tick each time, and none without a JSON object', async () => {
    const tick = (type: string) =>
      ask('/sandbox/tick', { method: 'POST', headers: { 'content-type': type }, body: '{}' });
    for (const type of ['application/json', 'text/plain', 'application/json']) await tick(type);
    expect((await ask('/sandbox/tick')).text).toBe('{"error":"Send {} by POST to begin a tick."}');
    expect(ticks).toBe(2);
  });
});

describe('every page', () => {
  it.each(['/', '/api/findings', '/sandbox/events', '/elsewhere'])(
    'refuses a foreign Host at %s',
    async (path) => {
      const answer = await ask(path, { host: 'evil.example' });
      expect([answer.status, answer.text]).toEqual([
        403,
        '{"error":"Pages answer only to the host names localhost and 127.0.0.1."}',
      ]);
    },
  );

  it('takes no event for a foreign Host', async () => {
    expect((await send('{}', 'application/json', 'evil.example')).status).toBe(400);
    expect(accepted).toEqual([]);
  });

  it.each(['/', '/api/findings', '/sandbox/events'])(
    'tells the browser at %s to keep, guess, embed and share nothing',
    async (path) => {
      const { headers } = await ask(path, { headers: { origin: 'http://evil.example' } });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy':
          "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );
});

describe('the pages', () => {
  it('hand /api on to the console, bodies included', async () => {
    const { status, headers, text } = await ask('/api/findings?limit=1');
    expect([status, headers['content-type'], text]).toEqual([
      200,
      'application/json',
      '{"findings":[]}',
    ]);
    const echo = await ask('/api/echo', {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
    expect(echo.text).toBe('{"a":1}');
    expect((await ask('/api/nothing')).status).toBe(404);
  });

  it('say at / what this is and where the JSON is', async () => {
    const { status, headers, text } = await ask('/');
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(text).toContain('a local organization (example.com)');
    expect(text).toContain('/api/findings');
  });

  it.each([
    '/apiary',
    '/sandbox',
    '/sandbox/',
    '/sandbox/events/1',
    '//localhost/api/findings',
    '*',
  ])('leave %s to others', async (path) => {
    expect((await ask(path)).text).toBe('nobody');
  });
});
