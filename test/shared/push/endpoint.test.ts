import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { type Log, openLog } from '../../../shared/log.ts';
import type { CallerCheck } from '../../../shared/push/caller.ts';
import { pushEndpoint } from '../../../shared/push/endpoint.ts';
import { lazily } from '../../../shared/push/lazily.ts';
import type { Push } from '../../../shared/push/push.ts';
import { traced } from '../../../shared/push/traced.ts';
import type { Telemetry } from '../../../shared/telemetry/telemetry.ts';

const push = {
  message: { data: 'e30=', messageId: '41', publishTime: '2026-05-04T06:00:01Z' },
  subscription: 'projects/bailiff-prod/subscriptions/evaluate',
  deliveryAttempt: 2,
};

let server: Server | undefined;
afterEach(async () => {
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
  server = undefined;
});

async function serve(
  handle: (push: Push, log?: Log) => Promise<void>,
  caller?: CallerCheck,
  telemetry?: Telemetry,
) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const log = openLog({ name: 'evaluate', level: 'info', project: 'bailiff-prod', destination });
  http('evaluate', pushEndpoint({ name: 'evaluate', log, caller, telemetry, handle }));
  return { lines, ask: await started() };
}

async function started() {
  const running = getTestServer('evaluate');
  server = running;
  await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve));
  const { port } = running.address() as AddressInfo;
  return async (init: RequestInit) => {
    const headers = { 'content-type': 'application/json', connection: 'close' };
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      ...init,
      headers: { ...headers, ...init.headers },
    });
    return { status: response.status, text: await response.text() };
  };
}

describe('an endpoint for pushes', () => {
  test('acknowledges what was handled', async () => {
    const handled: Push[] = [];
    const { ask } = await serve(async (one) => void handled.push(one));
    expect(await ask({ method: 'POST', body: JSON.stringify(push) })).toEqual({
      status: 204,
      text: '',
    });
    expect(handled).toEqual([
      {
        messageId: '41',
        data: '{}',
        attributes: {},
        publishTime: '2026-05-04T06:00:01Z',
        subscription: 'projects/bailiff-prod/subscriptions/evaluate',
        deliveryAttempt: 2,
      },
    ]);
  });

  test('logs and publishes in the trace that the message was published in', async () => {
    const trace = 'a'.repeat(32);
    const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
    const published: unknown[] = [];
    const publisher = traced({ publish: async (...what) => void published.push(what) });
    const { ask, lines } = await serve(async (_, log) => {
      log?.info('Handled.');
      await publisher.publish('decisions', { kind: 'alert' });
    });
    const attributes = { googclient_traceparent: traceparent };
    await ask({
      method: 'POST',
      headers: { traceparent: `00-${'b'.repeat(32)}-00f067aa0ba902b7-01` },
      body: JSON.stringify({ ...push, message: { ...push.message, attributes } }),
    });
    expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({
      'logging.googleapis.com/trace': `projects/bailiff-prod/traces/${trace}`,
    });
    expect(published).toEqual([
      ['decisions', { kind: 'alert' }, { googclient_traceparent: traceparent }],
    ]);
  });

  test.each([204, 503])('measures a push and sends that before it answers %i', async (status) => {
    const measured: unknown[] = [];
    const telemetry: Telemetry = {
      result: () => {},
      handled: (seconds) => void measured.push(seconds >= 0 && seconds < 30),
      flush: async () => void measured.push('flushed'),
    };
    const handle = () => (status === 204 ? Promise.resolve() : Promise.reject(new Error('no')));
    const { ask } = await serve(handle, undefined, telemetry);
    expect(await ask({ method: 'POST', body: JSON.stringify(push) })).toMatchObject({ status });
    expect(measured).toEqual([true, 'flushed']);
  });

  test.each([
    [
      'beside a header that Cloud Run checks in its place',
      { 'x-serverless-authorization': 'Bearer own' },
    ],
    ['beside an empty one of these', { 'x-serverless-authorization': '' }],
  ])('believes no token %s', async (_, headers) => {
    const handled: Push[] = [];
    const { ask } = await serve(
      async (one) => void handled.push(one),
      async () => undefined,
    );
    const authorization = 'Bearer forged';
    const answer = await ask({
      method: 'POST',
      headers: { authorization, ...headers },
      body: JSON.stringify(push),
    });
    expect(answer).toEqual({ status: 403, text: 'It says more than once who pushes.\n' });
    expect(handled).toEqual([]);
    const alone = await ask({
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify(push),
    });
    expect(alone.status).toBe(204);
  });

  test('believes no token that comes twice', async () => {
    const handled: Push[] = [];
    await serve(
      async (one) => void handled.push(one),
      async () => undefined,
    );
    if (server === undefined) throw new Error('Nothing was started.');
    const { port } = server.address() as AddressInfo;
    const body = JSON.stringify(push);
    const status = await new Promise((resolve, reject) => {
      const headers = [
        ...['content-type', 'application/json', 'content-length', `${Buffer.byteLength(body)}`],
        ...['authorization', 'Bearer one', 'authorization', 'Bearer two', 'host', 'x'],
      ];
      const sent = request({ host: '127.0.0.1', port, method: 'POST', headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      sent.on('error', reject).end(body);
    });
    expect(status).toBe(403);
    expect(handled).toEqual([]);
  });

  test('refuses a malformed envelope in one sentence, without handling it', async () => {
    const handled: Push[] = [];
    const { ask, lines } = await serve(async (one) => void handled.push(one));
    const answer = await ask({ method: 'POST', body: '{"message":7}' });
    expect(answer).toEqual({
      status: 400,
      text: 'The push body is not a Pub/Sub message: message is missing or of a wrong type.\n',
    });
    expect(handled).toEqual([]);
    expect(lines[0]).toContain('refused a push');
  });

  test('asks for another delivery when handling throws, and says why only in the log', async () => {
    const { ask, lines } = await serve(() => Promise.reject(new Error('the ledger is locked')));
    const trace = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
    const answer = await ask({ method: 'POST', body: JSON.stringify(push), headers: trace });
    expect(answer).toEqual({ status: 503, text: 'Try again.\n' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      severity: 'ERROR',
      messageId: '41',
      deliveryAttempt: 2,
      result: 'redelivery',
      error: expect.stringContaining('Error: the ledger is locked'),
      'logging.googleapis.com/trace':
        'projects/bailiff-prod/traces/4bf92f3577b34da6a3ce929d0e0e4736',
    });
  });

  test.each(['GET', 'PUT', 'DELETE'])('refuses %s', async (method) => {
    const { ask } = await serve(async () => {});
    expect(await ask({ method })).toEqual({
      status: 405,
      text: 'Send a Pub/Sub push as a POST request.\n',
    });
  });
});

describe('an endpoint that knows its own subscription', () => {
  const why = 'Only its own subscription may push to this function.';
  const own: CallerCheck = async (authorization) =>
    authorization === 'Bearer own' ? undefined : { status: 403, why };
  const ask = { method: 'POST', body: JSON.stringify(push) };

  test('handles what comes from it', async () => {
    const handled: Push[] = [];
    const served = await serve(async (one) => void handled.push(one), own);
    const answer = await served.ask({ ...ask, headers: { authorization: 'Bearer own' } });
    expect(answer).toEqual({ status: 204, text: '' });
    expect(handled).toHaveLength(1);
  });

  test('refuses everyone else in one sentence and in its log, handling and reading nothing', async () => {
    const handled: Push[] = [];
    const served = await serve(async (one) => void handled.push(one), own);
    const headers = { authorization: 'Bearer other' };
    const refused = { status: 403, text: `${why}\n` };
    expect(await served.ask({ ...ask, headers })).toEqual(refused);
    expect(await served.ask({ ...ask, headers, body: '{"message":7}' })).toEqual(refused);
    expect(handled).toEqual([]);
    expect(JSON.parse(served.lines[0] ?? '')).toMatchObject({
      severity: 'WARNING',
      message: `evaluate refused a push: ${why}`,
      result: 'refused',
    });
    expect(served.lines.join()).not.toContain('Bearer');
  });

  test('asks for another delivery when it cannot learn who pushes', async () => {
    const handled: Push[] = [];
    const served = await serve(
      async (one) => void handled.push(one),
      () => Promise.reject(new Error('no certificates')),
    );
    expect(await served.ask(ask)).toEqual({ status: 503, text: 'Try again.\n' });
    expect(handled).toEqual([]);
    expect(JSON.parse(served.lines[0] ?? '')).toMatchObject({
      severity: 'ERROR',
      message: 'evaluate could not learn who pushes; Pub/Sub will deliver it again.',
      result: 'redelivery',
      error: expect.stringContaining('Error: no certificates'),
    });
  });
});

describe('a function that cannot be made', () => {
  test('answers 503 without its reason, and is made once that has gone', async () => {
    let ready = false;
    const make = async () => {
      if (!ready) throw new Error('BAILIFF_LEDGER is not set');
      const log = openLog({ name: 'evaluate', level: 'silent' });
      return pushEndpoint({ name: 'evaluate', log, handle: async () => {} });
    };
    http('evaluate', lazily('evaluate', make));
    const ask = await started();
    const body = JSON.stringify(push);
    expect(await ask({ method: 'POST', body })).toEqual({ status: 503, text: 'Try again.\n' });
    ready = true;
    expect(await ask({ method: 'POST', body })).toEqual({ status: 204, text: '' });
  });
});
