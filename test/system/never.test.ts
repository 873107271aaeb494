import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutated } from '../fixtures/mutated.ts';
import type { Json } from '../functions/evaluate/sources/edited-json.ts';
import { FIXTURES, readJson } from '../functions/evaluate/sources/raw-entry.ts';
import { DEFAULT, type Local, REPORTS, startLocal } from './local.ts';

const RUNS = 300;
const BATCH = 20;
const RESULT =
  /^(?:ignored\.[a-z-]+|finding|compliant|job-deleted|denied\.[a-z-]+|drift\.(?:judged|no-user))$/;
/** The example policy, which trusts nobody here: whom it trusts is granted access when a deploy is denied to him. */
const POLICY = readFileSync('examples/policy.yaml', 'utf8').replace(
  /^trust:\n(?:[ #].*\n)+/m,
  'trust: []\n',
);

/** Every fixture, about a compliant job and about one that breaks the rule and is ticketed. */
const entries = readdirSync(FIXTURES).flatMap((file) => {
  const entry = readJson(FIXTURES, file.slice(0, -5)) as Json;
  const elsewhere = JSON.stringify(entry)
    .replaceAll('payments-prod', 'data-dev')
    .replaceAll('310000000001', '310000000002')
    .replaceAll('nightly', 'hourly');
  return [entry, JSON.parse(elsewhere) as Json];
});
const strange = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<Json>,
  fc.constantFrom<Json>(
    '',
    null,
    true,
    0,
    7,
    [],
    {},
    '../..',
    'hourly',
    'nightly',
    'x'.repeat(9000),
  ),
  fc.constantFrom<Json>('payments-prod', 'data-dev', 'bailiff-prod', '310000000002', DEFAULT),
);
const payload = fc.oneof(
  { weight: 1, arbitrary: fc.jsonValue() as fc.Arbitrary<Json> },
  { weight: 1, arbitrary: fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<Json> },
  { weight: 5, arbitrary: mutated(entries, strange) },
);

const isObject = (value: Json) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

let local: Local;
beforeAll(async () => {
  const retry = { firstBackoffMilliseconds: 1, maxDeliveryAttempts: 2 };
  local = await startLocal({ policy: POLICY, retry });
  await local.create('nightly', { account: REPORTS });
  await local.create('hourly', { project: 'data-dev' });
  await local.settled();
});
afterAll(() => local.close());

describe('whatever is sent as an event', () => {
  it('crashes nothing, writes nothing, and is counted with what became of it', async () => {
    const state = local.state();
    const before = await counted();
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(payload, { minLength: BATCH, maxLength: BATCH }), async (all) => {
        const statuses = all.map((one) => {
          if (!isObject(one)) return local.post(JSON.stringify(one));
          accepted += 1;
          // Deliveries of one entry count once, so each is an entry of its own.
          return local.post({ ...(one as object), insertId: `never-${accepted}` });
        });
        expect(await Promise.all(statuses)).toEqual(all.map((one) => (isObject(one) ? 202 : 400)));
        await local.settled();
      }),
      { numRuns: RUNS / BATCH },
    );
    expect(local.state()).toBe(state);
    expect(local.writes()).toEqual([]);
    expect(Object.keys(await local.ledger.counts())).toEqual(
      expect.arrayContaining(['finding', 'compliant', 'drift.no-user', 'ignored.not-a-log-entry']),
    );
    const letters = local.queue.deadLetters();
    // A place that is nowhere: Google does not tell it from one that may not be read.
    for (const { subscription } of letters) expect(subscription).toBe('audit-events-evaluate');
    expect((await counted()) - before + letters.length).toBe(accepted);
    expect((await local.alerts()).some(({ kind }) => kind === 'dead-letter')).toBe(
      letters.length > 0,
    );
  }, 120_000);

  it('leaves everything at work: the next deploy is judged', async () => {
    await local.create('afterwards');
    await local.settled();
    expect(await local.finding('afterwards')).toMatchObject({ state: 'remediated' });
  });
});

/** How many events have come to an end so far. */
async function counted(): Promise<number> {
  const counts = Object.entries(await local.ledger.counts());
  return counts.reduce((sum, [name, count]) => sum + (RESULT.test(name) ? count : 0), 0);
}

describe('POST /sandbox/events', () => {
  it.each(['[]', '[{}]', 'null', 'true', '7', '"{}"', '', ' ', '{', '{}{}', "{'a':1}", '\u0000'])(
    'answers 400 to what is no JSON object: %j',
    async (body) => {
      expect(await posted({ body })).toEqual({
        status: 400,
        error: 'The body is no JSON object. Send one LogEntry.',
      });
    },
  );

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'answers 400 to the content type %j, which a foreign page could send',
    async (type) => {
      expect(await posted({ type })).toEqual({
        status: 400,
        error: 'Send the LogEntry with content-type: application/json.',
      });
    },
  );

  it('takes a JSON content type with its charset', async () => {
    expect(await posted({ type: 'application/json; charset=utf-8' })).toMatchObject({
      status: 202,
    });
  });

  it.each([
    'example.com',
    'bailiff.example.com:8080',
    '127.0.0.1.example.com',
    '192.0.2.1',
    '[::1]',
  ])('takes nothing that was sent to the host %s', async (host) => {
    const published = local.queue.counts()['audit-events-evaluate'].published;
    const { status } = await posted({ host });
    expect(status).toBe(400);
    expect(local.queue.counts()['audit-events-evaluate'].published).toBe(published);
  });
});

interface Sent {
  readonly body?: string;
  readonly type?: string;
  readonly host?: string;
}

/** By node:http, since fetch sets the host and a content type by itself. */
function posted({ body = '{}', type = 'application/json', host }: Sent) {
  return new Promise<{ readonly status: number | undefined; readonly error?: unknown }>(
    (resolve, reject) => {
      const headers = {
        ...(type === '' ? {} : { 'content-type': type }),
        ...(host === undefined ? {} : { host }),
      };
      const outgoing = request(`${local.url}sandbox/events`, { method: 'POST', headers });
      outgoing.on('error', reject).on('response', (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => {
          const { error } = JSON.parse(text) as { readonly error?: unknown };
          resolve({ status: response.statusCode, ...(error === undefined ? {} : { error }) });
        });
      });
      outgoing.end(body);
    },
  );
}
