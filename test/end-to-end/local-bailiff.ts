import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { freePort } from '../free-port.ts';

const ROOT = join(import.meta.dirname, '..', '..');

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

/** Runs a shell script as a person would type it, with gcloud pointed at the local organization as `as`. */
export async function shell(
  bailiff: LocalBailiff,
  as: { readonly principal: string; readonly project: string },
  script: string,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const lines = [
    'set -euo pipefail',
    `eval "$(npm run -s bailiff -- sandbox env --as ${as.principal} --project ${as.project})"`,
    script,
  ];
  const child = spawn('bash', ['-c', lines.join('\n')], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(bailiff.port) },
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

/** The same for a script that must succeed: its standard output, trimmed. */
export async function succeeds(
  bailiff: LocalBailiff,
  as: Parameters<typeof shell>[1],
  script: string,
): Promise<string> {
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
