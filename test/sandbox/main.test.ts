import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../../sandbox/listen.ts';

const ROOT = join(import.meta.dirname, '../..');

let folder = '';
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'main-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

type Env = Readonly<Record<string, string>>;

function spawnMain(env: Env) {
  const child = spawn(process.execPath, ['sandbox/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', BAILIFF_LOG: 'silent', TMPDIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, said, ended };
}

async function refusal(env: Env) {
  const { said, ended } = spawnMain(env);
  return { code: await ended, ...said };
}

async function started(env: Env = {}) {
  const main = spawnMain(env);
  const url = await new Promise<string>((resolve, reject) => {
    main.child.stdout.on('data', () => {
      const match = /Bailiff is ready: (\S+)\n/.exec(main.said.stdout);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
    main.child.on('exit', () => reject(new Error(main.said.stderr)));
  });
  return { ...main, url };
}

const post = async (url: string, entry: unknown) =>
  (
    await fetch(`${url}sandbox/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(entry),
    })
  ).status;

describe('npm start', () => {
  it('says that Bailiff is ready, where, and what to type next', async () => {
    const { said, url } = await started();
    const port = new URL(url).port;
    expect(said.stdout).toBe(
      `Bailiff is ready: http://127.0.0.1:${port}/
In another shell, be a developer who deploys a job without naming a service account:
  eval "$(npm run -s bailiff -- sandbox env --as user:dev@example.com --project payments-prod --port ${port})"
  gcloud run jobs create nightly --image us-docker.pkg.dev/cloudrun/container/job --region us-central1
Then see what was found and done: http://127.0.0.1:${port}/api/findings
Messages go through a queue of its own; the ledger is a temporary file.
`,
    );
    expect(said.stderr).toBe('');
    expect(await (await fetch(`${url}api/findings`)).json()).toEqual({ findings: [] });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 on %s, and soon', async (signal) => {
    const { child, said, ended } = await started();
    const began = performance.now();
    child.kill(signal);
    expect(await ended).toBe(0);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(said.stderr).toBe('');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('loses no event when it is killed and has BAILIFF_DATA', async () => {
    const env = { BAILIFF_DATA: join(folder, 'data') };
    const first = await started(env);
    for (let i = 0; i < 40; i += 1)
      expect(await post(first.url, { insertId: `event ${i}` })).toBe(202);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await started(env);
    const counted = async () => {
      const { counts } = (await (await fetch(`${second.url}api/counts`)).json()) as {
        counts: Readonly<Record<string, number>>;
      };
      return counts['ignored.not-a-log-entry'];
    };
    await expect.poll(counted, { timeout: 10_000 }).toBe(40);
  });
});

describe('npm start ends with 2 and a sentence', () => {
  it('for a port that is none', async () => {
    expect(await refusal({ PORT: 'http' })).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'PORT is "http", which is no port; set it to a number from 0 to 65535 (0 takes a free one), or unset it for 8080.\n',
    });
  });

  it('for a setting that it does not know', async () => {
    expect(await refusal({ BAILIFF_POLCY: 'mine.yaml' })).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'BAILIFF_POLCY is no setting of npm start; unset it, or use BAILIFF_CHANNELS, BAILIFF_DATA, BAILIFF_LOG, BAILIFF_ORGANIZATION, BAILIFF_POLICY, BAILIFF_POLICY_DELAY, BAILIFF_TICK.\n',
    });
  });

  it('for a port that is in use', async () => {
    const other = await listen(createServer(), 0);
    expect(await refusal({ PORT: `${other.port}` })).toEqual({
      code: 2,
      stdout: '',
      stderr: `Port ${other.port} is in use by another program; set PORT to a free one, or to 0 to take any.\n`,
    });
    await other.close();
  });

  it('for an organization file that is not there', async () => {
    const { code, stderr } = await refusal({ BAILIFF_ORGANIZATION: 'none.yaml' });
    expect(code).toBe(2);
    expect(stderr).toBe(
      "The organization file none.yaml cannot be read (ENOENT: no such file or directory, open 'none.yaml'). Name a readable YAML file in BAILIFF_ORGANIZATION, or unset it for the one that comes with Bailiff.\n",
    );
  });

  it('for an organization file that is no YAML', async () => {
    const path = join(folder, 'organization.yaml');
    writeFileSync(path, 'organization: {');
    const { code, stderr } = await refusal({ BAILIFF_ORGANIZATION: path });
    expect(code).toBe(2);
    expect(stderr).toContain(`${path}: `);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it('for a policy that is not there', async () => {
    expect(await refusal({ BAILIFF_POLICY: 'none.yaml' })).toEqual({
      code: 2,
      stdout: '',
      stderr:
        "The policy file none.yaml cannot be read (ENOENT: no such file or directory, open 'none.yaml'); name a readable one in BAILIFF_POLICY, or unset it for the example.\n",
    });
  });

  it('for a bad policy, with all faults', async () => {
    const path = join(folder, 'policy.yaml');
    writeFileSync(path, 'apiVersion: bailiff/v2\nrules:\n  no-such-rule: {}\nsettle: never\n');
    const { code, stdout, stderr } = await refusal({ BAILIFF_POLICY: path });
    expect([code, stdout]).toEqual([2, '']);
    const [first, ...faults] = stderr.trimEnd().split('\n');
    expect(first).toContain(`The policy file ${path} is refused whole`);
    expect(faults.map((line) => line.split('  ')[0])).toEqual([
      `${path}:1:13`,
      `${path}:3:3`,
      `${path}:4:9`,
    ]);
  });

  it.each([
    ['something else answers', 'it answered 404'],
    ['nothing answers', 'ECONNREFUSED'],
  ])('for an emulator where %s', async (what, why) => {
    const other = await listen(
      createServer((_request, response) => void response.writeHead(404).end()),
      0,
    );
    if (what === 'nothing answers') await other.close();
    const host = `127.0.0.1:${other.port}`;
    const refused = await refusal({ PUBSUB_EMULATOR_HOST: host });
    if (what !== 'nothing answers') await other.close();
    expect(refused).toEqual({
      code: 2,
      stdout: '',
      stderr: `PUBSUB_EMULATOR_HOST names ${host}, where no Pub/Sub emulator does what it is asked (${why}); start one with gcloud beta emulators pubsub start --host-port=${host}, or unset it for a queue of its own.\n`,
    });
  });

  it('for a data directory that cannot be written', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    const { code, stderr } = await refusal({ BAILIFF_DATA: join(path, 'data') });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^BAILIFF_DATA names .*file\/data, which cannot be used \(ENOTDIR.*\); name a directory that you may write to, or unset it for an empty ledger at each start\.\n$/,
    );
  });

  it('for a data directory that another one is using', async () => {
    const env = { BAILIFF_DATA: join(folder, 'data') };
    await started(env);
    expect(await refusal(env)).toEqual({
      code: 2,
      stdout: '',
      stderr: `BAILIFF_DATA names ${env.BAILIFF_DATA}, which another local organization is using; stop that one, or name another directory.\n`,
    });
  });
});
