import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { freePort } from '../free-port.ts';
import { sdkRoot } from '../requirements.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Of a machine that does much else, where no time is what is tested. */
export const PATIENCE_S = 60;

/** A Bailiff started the way a person does: `npm start`, as a process of its own. */
export interface LocalBailiff {
  readonly url: string;
  readonly port: number;
  /** All that it has printed so far. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts `npm start` on a free port and waits for its `Bailiff is ready`. */
export async function startBailiff(
  env: Readonly<Record<string, string>> = {},
): Promise<LocalBailiff> {
  const port = await freePort();
  const child = spawn('npm', ['start'], {
    cwd: ROOT,
    env: { ...process.env, ...env, PORT: String(port), NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ready = new Promise<void>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Bailiff is ready')) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
    setTimeout(() => reject(new Error(`not ready within 60 s:\n${output}`)), 60_000).unref();
  });
  await ready;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    output: () => output,
    stop: () => stopped(child),
  };
}

interface Person {
  readonly principal: string;
  readonly project: string;
}

interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const printed = new Map<string, Promise<Done>>();

/** Runs a shell script as a person would type it, with gcloud pointed at the local organization as `as`. */
export async function shell(bailiff: LocalBailiff, as: Person, script: string): Promise<Done> {
  const key = JSON.stringify([bailiff.port, as.principal, as.project]);
  // Nobody asks for it again in the same shell, and asking takes as long as a command of gcloud.
  const asking = printed.get(key) ?? bash(bailiff, sandboxEnv(as));
  printed.set(key, asking);
  const told = await asking;
  return told.code === 0 ? bash(bailiff, `${told.stdout}\n${script}`) : told;
}

function sandboxEnv({ principal, project }: Person): string {
  return `npm run -s bailiff -- sandbox env --as ${principal} --project ${project}`;
}

async function bash({ port }: LocalBailiff, script: string): Promise<Done> {
  const child = spawn('bash', ['-c', `set -euo pipefail\n${script}`], {
    cwd: ROOT,
    env: { ...process.env, ...quickPython(), PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  const code = await new Promise<number>((resolve) =>
    child.on('close', (status) => resolve(status ?? 1)),
  );
  return { code, ...output };
}

/**
 * gcloud's own Python, without the packages for what no test does: it starts a fifth faster.
 * https://cloud.google.com/sdk/gcloud/reference/topic/startup
 */
function quickPython(): Readonly<Record<string, string>> {
  const python = join(sdkRoot(), 'platform/bundledpythonunix/bin/python3');
  return existsSync(python)
    ? { CLOUDSDK_PYTHON: python, CLOUDSDK_PYTHON_SITEPACKAGES: '', VIRTUAL_ENV: '' }
    : {};
}

/** The same for a script that must succeed: its standard output, trimmed. */
export async function succeeds(bailiff: LocalBailiff, as: Person, script: string): Promise<string> {
  const done = await shell(bailiff, as, script);
  expect(done, script).toMatchObject({ code: 0 });
  return done.stdout.trim();
}

/** Asks until the answer pleases, for `seconds` at the most; the last answer is what a failing test shows. */
export async function eventually<T>(
  seconds: number,
  ask: () => Promise<T>,
  pleases: (answer: T) => boolean,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (pleases(answer) || Date.now() > end) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  child.kill('SIGTERM');
  await gone;
}
