import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openSqliteLedger } from '../../shared/ledger/sqlite.ts';
import { freePort } from '../free-port.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'bailiff-'));
const ledgerFile = join(folder, 'ledger.db');
afterAll(() => rmSync(folder, { recursive: true }));

/** As it is deployed: the functions-framework's own command, a process for itself, all settings from the environment. */
async function start(name: string, settings: Readonly<Record<string, string>>) {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [
      'node_modules/@google-cloud/functions-framework/build/src/main.js',
      ...['--target', name, '--source', `functions/${name}/index.ts`],
    ],
    {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        NODE_ENV: 'production',
        PORT: String(port),
        ...settings,
      },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const url = `http://127.0.0.1:${port}/`;
  const answers = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  for (let tries = 0; tries < 200 && child.exitCode === null; tries += 1) {
    if (await answers()) return { child, url, output: () => output };
    await sleep(50);
  }
  child.kill();
  throw new Error(`${name} did not start: ${output}`);
}

function push(data: unknown): string {
  const message = {
    data: Buffer.from(JSON.stringify(data)).toString('base64'),
    messageId: '1',
    publishTime: '2026-11-22T10:00:00Z',
  };
  return JSON.stringify({ message, subscription: 'projects/bailiff-prod/subscriptions/x' });
}

describe.each(['evaluate', 'remediate', 'notify', 'sweep'])(
  '%s behind the functions-framework’s command',
  (name) => {
    const settings = {
      BAILIFF_DEPLOYMENT: JSON.stringify(
        parse(readFileSync(join(ROOT, 'examples/deployment.yaml'), 'utf8')),
      ),
      BAILIFF_POLICY: join(ROOT, 'examples/policy.yaml'),
      BAILIFF_LEDGER: ledgerFile,
      METADATA_SERVER_DETECTION: 'none',
    };
    let running: ChildProcess | undefined;
    afterEach(() => running?.kill());

    const post = async (url: string, body: string) => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      return { status: answer.status, text: await answer.text() };
    };

    it('acknowledges what is no message of its own, and counts it', async () => {
      const { child, url } = await start(name, settings);
      running = child;
      expect(await post(url, push('surprise'))).toEqual({ status: 204, text: '' });
      const ledger = openSqliteLedger(ledgerFile);
      expect(Object.keys(await ledger.counts()).join()).toMatch(/ignored|not-a/);
      await ledger.close();
    });

    it('refuses whoever is not its own subscription, once it is told which that is', async () => {
      const { child, url } = await start(name, {
        ...settings,
        BAILIFF_PUSH_IDENTITY: `bailiff-push-${name}@bailiff-prod.iam.gserviceaccount.com`,
        BAILIFF_PUSH_AUDIENCE: `https://europe-west1-bailiff-prod.cloudfunctions.net/bailiff-${name}`,
      });
      running = child;
      const { status, text } = await post(url, push('surprise'));
      expect([status, text]).toEqual([401, expect.stringMatching(/It has no bearer token\./)]);
    });

    it('answers a malformed envelope with 4xx, and never with a stack', async () => {
      const { child, url } = await start(name, settings);
      running = child;
      for (const body of [
        '{"x":1}',
        '{',
        '{"message":{"data":"%%%"},"subscription":"s"}',
        '[]',
        '""',
      ]) {
        const { status, text } = await post(url, body);
        expect(status, body).toBe(400);
        expect(text).not.toMatch(/ {4}at |node_modules|\.ts/);
      }
    });

    it('says in its log which setting is missing, and nothing of it in its answer', async () => {
      const { child, url, output } = await start(name, { ...settings, BAILIFF_LEDGER: '' });
      running = child;
      expect(await post(url, push({}))).toEqual({ status: 503, text: 'Try again.\n' });
      expect(output()).toContain('BAILIFF_LEDGER is not set');
    });
  },
);
