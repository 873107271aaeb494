import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RetrySettings } from '../../sandbox/delivery/retry.ts';
import type { Pushed } from '../../sandbox/delivery/topic.ts';
import type { Wire } from '../../sandbox/functions.ts';
import {
  type LocalOrganization,
  type LocalOrganizationOptions,
  runLocalOrganization,
} from '../../sandbox/local-organization.ts';
import { readOrganizationFile } from '../../sandbox/organization/file.ts';

const QUICK: Partial<RetrySettings> = {
  firstBackoffMilliseconds: 1,
  longestBackoffMilliseconds: 2,
  maxDeliveryAttempts: 3,
  graceMilliseconds: 100,
};
const EXAMPLE = readOrganizationFile(join(import.meta.dirname, '../../sandbox/organization.yaml'));
const JOB_ENTRY = {
  logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
  timestamp: '2026-11-22T10:00:00Z',
  protoPayload: {
    serviceName: 'run.googleapis.com',
    methodName: 'google.cloud.run.v1.Jobs.CreateJob',
  },
};

interface Heard {
  readonly by: Pushed;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Functions that write down what reaches them and publish it on the next topic, as the real ones do. */
function passingOn(heard: Heard[], environments: Record<string, string | undefined>[] = []) {
  const wire =
    (by: Pushed, next?: string): Wire =>
    (env) => {
      environments.push(env);
      return async (request, response) => {
        const { data, attributes } = (
          request.body as { message: { data: string; attributes: Record<string, string> } }
        ).message;
        heard.push({ by, text: Buffer.from(data, 'base64').toString('utf8'), attributes });
        const root = env['BAILIFF_API_ROOT'];
        const published =
          next === undefined ||
          (await fetch(`${root}v1/projects/bailiff-prod/topics/${next}:publish`, {
            method: 'POST',
            headers: { authorization: `Bearer ${env['BAILIFF_ACCESS_TOKEN']}` },
            body: JSON.stringify({ messages: [{ data }] }),
          }).then((answer) => answer.ok));
        response.status(published ? 204 : 500).end();
      };
    };
  return {
    evaluate: wire('evaluate', 'decisions'),
    remediate: wire('remediate', 'outcomes'),
    notify: wire('notify'),
    sweep: wire('sweep', 'rechecks'),
  };
}

const silent: Wire = () => (_request, response) => void response.status(204).end();
const SILENT = { evaluate: silent, remediate: silent, notify: silent, sweep: silent };

let local: LocalOrganization | undefined;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-'));
});
afterEach(async () => {
  await local?.close();
  local = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function run(
  wires: Readonly<Record<Pushed, Wire>>,
  options: LocalOrganizationOptions = {},
): Promise<LocalOrganization> {
  local = await runLocalOrganization({ routes: [], wires }, { retry: QUICK, ...options });
  return local;
}

const post = (url: string, entry: unknown) =>
  fetch(`${url}sandbox/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(entry),
  });

describe('the local organization', () => {
  it('carries an audit entry about a job to evaluate, and what follows to remediate and notify', async () => {
    const heard: Heard[] = [];
    const { log, queue } = await run(passingOn(heard));
    log.append(JOB_ENTRY);
    await queue.idle();
    expect(heard.map(({ by }) => by)).toEqual(['evaluate', 'remediate', 'notify']);
    expect(JSON.parse(heard[0]?.text ?? '')).toEqual(JOB_ENTRY);
    expect(heard[0]?.attributes).toEqual({
      'logging.googleapis.com/timestamp': '2026-11-22T10:00:00Z',
    });
  });

  it('keeps back an entry that the sink does not pass, unless it comes by /sandbox/events', async () => {
    const heard: Heard[] = [];
    const { log, queue, url } = await run(passingOn(heard));
    const foreign = { protoPayload: { methodName: 'storage.buckets.create' } };
    log.append(foreign);
    await queue.idle();
    expect(heard).toEqual([]);
    expect((await post(url, foreign)).status).toBe(202);
    await queue.idle();
    expect(heard[0]?.text).toBe('{"protoPayload":{"methodName":"storage.buckets.create"}}');
  });

  it('carries what a page asks for to sweep, and what sweep asks for to evaluate', async () => {
    const heard: Heard[] = [];
    const { queue, url } = await run({ ...passingOn(heard), remediate: silent });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${url}sandbox/sweep`, { method: 'POST', headers, body: '{}' });
    await queue.idle();
    expect(heard.map(({ by, text }) => [by, text])).toEqual([
      ['sweep', '{"kind":"sweep"}'],
      ['evaluate', '{"kind":"sweep"}'],
    ]);
    expect(queue.counts()['rechecks-evaluate']).toMatchObject({ acknowledged: 1 });
  });

  it('carries a tick that a page asks for to evaluate, and ticks by itself where it is told to', async () => {
    const heard: Heard[] = [];
    const { queue, url, close } = await run({ ...SILENT, evaluate: passingOn(heard).evaluate });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${url}sandbox/tick`, { method: 'POST', headers, body: '{}' });
    await queue.idle();
    expect(heard.map(({ text }) => text)).toEqual(['{"kind":"tick"}']);
    expect(queue.counts()['ticks-evaluate']).toMatchObject({ acknowledged: 1 });
    await close();
    const ticks = Promise.withResolvers<void>();
    const evaluate: Wire = () => (_request, response) => {
      response.status(204).end();
      ticks.resolve();
    };
    await run({ ...SILENT, evaluate }, { tickSeconds: 0.01 });
    await ticks.promise;
  });

  it('tells each function where it is and who it is', async () => {
    const environments: Record<string, string | undefined>[] = [];
    const { url } = await run(passingOn([], environments), { logLevel: 'silent' });
    const [evaluate, remediate, notify, sweep] = environments;
    expect(evaluate).toMatchObject({
      BAILIFF_API_ROOT: url,
      BAILIFF_ACCESS_TOKEN:
        'sandbox:serviceAccount:bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com',
      BAILIFF_POLICY: join(import.meta.dirname, '../../examples/policy.yaml'),
      BAILIFF_LOG: 'silent',
    });
    expect(JSON.parse(evaluate?.['BAILIFF_DEPLOYMENT'] ?? '')).toMatchObject({
      organization: 'organizations/100000000001',
      project: 'bailiff-prod',
      domains: ['example.com'],
    });
    expect(remediate?.['BAILIFF_ACCESS_TOKEN']).toBe(
      'sandbox:serviceAccount:bailiff-remediate@bailiff-prod.iam.gserviceaccount.com',
    );
    expect(notify?.['BAILIFF_ACCESS_TOKEN']).toBe(
      'sandbox:serviceAccount:bailiff-notify@bailiff-prod.iam.gserviceaccount.com',
    );
    expect(sweep?.['BAILIFF_ACCESS_TOKEN']).toBe(
      'sandbox:serviceAccount:bailiff-sweep@bailiff-prod.iam.gserviceaccount.com',
    );
    expect(new Set(environments.map((env) => env['BAILIFF_LEDGER'])).size).toBe(1);
  });

  it('delivers each entry twice where the organization file says so', async () => {
    const heard: Heard[] = [];
    const organization = { ...EXAMPLE, delivery: { ...EXAMPLE.delivery, duplicates: true } };
    const { log, queue } = await run(passingOn(heard), { organization });
    log.append(JOB_ENTRY);
    await queue.idle();
    expect(heard.filter(({ by }) => by === 'evaluate')).toHaveLength(2);
  });

  it('delivers entries in another order where the organization file says so', async () => {
    const heard: Heard[] = [];
    const organization = { ...EXAMPLE, delivery: { ...EXAMPLE.delivery, reorder: true } };
    const draws = [0.9, 0.5, 0.1];
    const { log, queue } = await run(passingOn(heard), {
      organization,
      random: () => draws.shift() ?? 0,
    });
    for (const insertId of ['1', '2', '3']) log.append({ ...JOB_ENTRY, insertId });
    await queue.idle();
    const order = heard
      .filter(({ by }) => by === 'evaluate')
      .map(({ text }) => (JSON.parse(text) as { insertId: string }).insertId);
    expect(order).toEqual(['3', '2', '1']);
  });

  it('brings what evaluate never takes to notify, as a dead letter', async () => {
    const heard: Heard[] = [];
    const refusing: Wire = () => (_request, response) => void response.status(500).end();
    const { log, queue } = await run({ ...passingOn(heard), evaluate: refusing });
    log.append(JOB_ENTRY);
    await queue.idle();
    expect(heard.map(({ by }) => by)).toEqual(['notify']);
    expect(heard[0]?.attributes['CloudPubSubDeadLetterSourceSubscription']).toBe(
      'audit-events-evaluate',
    );
    expect(queue.deadLetters()).toHaveLength(1);
  });

  it('answers pages and JSON on the port of the APIs', async () => {
    const { url } = await run(SILENT);
    expect(await (await fetch(`${url}api/findings`)).json()).toEqual({ findings: [] });
    expect(await (await fetch(url)).text()).toContain('local organization');
    const nobodys = await fetch(`${url}sandbox/state`);
    expect(nobodys.status).toBe(404);
    expect(nobodys.headers.get('cache-control')).toBe('no-store');
  });

  it('has the deployment made out to the organization it is given', async () => {
    const environments: Record<string, string | undefined>[] = [];
    const organization = {
      ...EXAMPLE,
      organization: { ...EXAMPLE.organization, number: '5', domain: 'corp.example' },
    };
    await run(passingOn([], environments), { organization });
    expect(JSON.parse(environments[0]?.['BAILIFF_DEPLOYMENT'] ?? '')).toMatchObject({
      organization: 'organizations/5',
      domains: ['corp.example', 'example.com'],
    });
  });
});

describe('data that is to be kept', () => {
  it('is what the next start delivers and shows', async () => {
    const refusing: Wire = () => (_request, response) => void response.status(500).end();
    const heard: Heard[] = [];
    const first = await run(
      { ...SILENT, evaluate: refusing },
      { dataDirectory: join(folder, 'new/data'), retry: {} },
    );
    await first.ledger.count('kept');
    first.log.append(JOB_ENTRY);
    expect(await first.close()).toEqual({ undelivered: 1 });
    const second = await run(passingOn(heard), { dataDirectory: join(folder, 'new/data') });
    await second.queue.idle();
    expect(heard.map(({ by }) => by)).toEqual(['evaluate', 'remediate', 'notify']);
    expect(await second.ledger.counts()).toEqual({ kept: 1 });
  });

  it('stays where it is, while the rest is removed at the close', async () => {
    vi.stubEnv('TMPDIR', folder);
    await (await run(SILENT, { dataDirectory: join(folder, 'data') })).close();
    expect(readdirSync(folder)).toEqual(['data']);
    expect(readdirSync(join(folder, 'data')).toSorted()).toEqual(['ledger.db', 'queue.db']);
    const environments: Record<string, string | undefined>[] = [];
    const passing = await run(passingOn([], environments));
    const temporary = dirname(environments[0]?.['BAILIFF_LEDGER'] ?? '');
    expect(existsSync(temporary)).toBe(true);
    await passing.close();
    expect(readdirSync(folder)).toEqual(['data']);
    vi.unstubAllEnvs();
  });
});

describe('the close', () => {
  it('gives everything back, ten times over, so that the process can end', async () => {
    const module = new URL('../../sandbox/local-organization.ts', import.meta.url).href;
    const code = `
      import { runLocalOrganization } from ${JSON.stringify(module)};
      const took = () => (_request, response) => void response.status(204).end();
      const wires = { evaluate: took, remediate: took, notify: took, sweep: took };
      for (let i = 0; i < 10; i += 1) {
        const local = await runLocalOrganization({ routes: [], wires }, {});
        local.log.append(${JSON.stringify(JOB_ENTRY)});
        await local.queue.idle();
        await fetch(local.url).then((answer) => answer.text());
        const { acknowledged } = local.queue.counts()['audit-events-evaluate'];
        const { undelivered } = await local.close();
        console.log(acknowledged, undelivered);
      }
      // Handles leave the list a moment after they are closed.
      const open = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP'));
      setTimeout(() => console.log('open', open().length), 100);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    for await (const line of createInterface(child.stdout)) lines.push(line);
    expect(lines).toEqual([...Array<string>(10).fill('1 0'), 'open 0']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('does not wait for a function that hangs, and answers every call alike', async () => {
    const hanging: Wire = () => () => {};
    const { log, close } = await run({ ...SILENT, evaluate: hanging });
    log.append(JOB_ENTRY);
    const began = performance.now();
    const [first, second] = await Promise.all([close(), close()]);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect([first, second]).toEqual([{ undelivered: 1 }, { undelivered: 1 }]);
  });
});

describe('a start that fails', () => {
  it('leaves nothing behind', async () => {
    vi.stubEnv('TMPDIR', folder);
    const broken: Wire = () => {
      throw new Error('cannot be wired');
    };
    const { port } = await run(SILENT);
    await expect(run({ ...SILENT, notify: broken })).rejects.toThrow('cannot be wired');
    await expect(run(SILENT, { port })).rejects.toThrow(
      `Port ${port} is in use by another program; set PORT to a free one, or to 0 to take any.`,
    );
    await local?.close();
    expect(readdirSync(folder)).toEqual([]);
    vi.unstubAllEnvs();
  });
});
