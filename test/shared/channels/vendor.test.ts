import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exchange } from '../../../shared/http/exchange.ts';
import { Unanswered } from '../../../shared/http/unanswered.ts';
import { startServer, type Vendor } from './vendor.ts';

let server: Omit<Vendor, 'tickets'>;
let done = 0;

beforeAll(async () => {
  server = await startServer(({ method, url, body }) => {
    done += 1;
    return { status: 200, json: { method, path: url.pathname, body } };
  });
});
afterAll(() => server.close());

const asked = (timeoutMs = 5_000) =>
  exchange(fetch, `${server.url}/a?b=c`, { method: 'POST', headers: {}, body: 'x', timeoutMs });

describe('a vendor', () => {
  test('answers, and remembers who asked for what', async () => {
    const { status, text } = await asked();
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ method: 'POST', path: '/a', body: 'x' });
    expect(server.requests.at(-1)).toEqual({ method: 'POST', path: '/a' });
  });

  test.each([
    ['rate-limited', 429],
    ['unavailable', 503],
    ['refused', 401],
  ] as const)('that is to be %s answers %i and does nothing', async (how, expected) => {
    const before = done;
    server.fail(how, 2);
    expect((await asked()).status).toBe(expected);
    expect((await asked()).status).toBe(expected);
    expect((await asked()).status).toBe(200);
    expect(done - before).toBe(1);
  });

  test.each([
    ['reset', 0],
    ['late', 0],
    ['half', 1],
    ['lost-answer', 1],
  ] as const)('gives no whole answer when %s', async (how, expected) => {
    const before = done;
    server.fail(how);
    await expect(asked(how === 'late' ? 50 : 5_000)).rejects.toBeInstanceOf(Unanswered);
    expect(done - before).toBe(expected);
    expect((await asked()).status).toBe(200);
  });

  test('does not close in peace after a request that it does not know', async () => {
    const strict = await startServer(({ url }) => {
      throw new Error(`${url.pathname} is not documented`);
    });
    await fetch(strict.url);
    await expect(strict.close()).rejects.toThrow('/ is not documented');
  });
});
