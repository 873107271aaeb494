import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/free-port.ts';
import { FRAMEWORK } from '../bundle/bundle-function.ts';

/** A folder as deployFunction makes it, and what the function in it is told. */
export interface Deployed {
  readonly name: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Header that a push comes with, if any. */
  readonly authorization?: string;
}

/** What the function is asked first: a push, by its body, or, of what people ask, a path that must answer 200. */
export type First =
  | string
  | { readonly path: string; readonly headers: Readonly<Record<string, string>> };

/** A function behind the functions-framework's own command, a process for itself. */
export interface FunctionProcess {
  readonly pid: number;
  /** From the start of the process to the answer to what it is asked first. */
  readonly firstMilliseconds: number;
  /** What it computed in that time, which a busy machine stretches far less; `undefined` where only Linux would tell. */
  readonly firstCpuMilliseconds: number | undefined;
  /** Pushes one more message. Throws unless it is acknowledged. */
  push(body: string): Promise<void>;
  stop(): Promise<void>;
}

const ASK_AGAIN_MS = 2;
const LONGEST_START_MS = 60_000;

/** Starts the function and asks it as soon as it listens. Throws when it ends, or answers otherwise. */
export async function startFunction(
  { name, folder, env, authorization }: Deployed,
  first: First,
): Promise<FunctionProcess> {
  const port = await freePort();
  const production = { NODE_ENV: 'production', METADATA_SERVER_DETECTION: 'none' };
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [join('node_modules', FRAMEWORK, 'build/src/main.js'), '--target', name],
    {
      cwd: folder,
      env: { ...production, PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-5000);
    });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const stop = async () => {
    child.kill();
    await ended;
  };
  const ask = async (asking: First) => {
    const status = await send(port, asking, authorization);
    const wanted = typeof asking === 'string' ? 204 : 200;
    if (status !== wanted) throw new Error(`${name} answered ${status}: ${output}`);
  };
  try {
    while (!(await listens(() => ask(first)))) {
      if (child.exitCode !== null || performance.now() - began > LONGEST_START_MS)
        throw new Error(`${name} did not start: ${output}`);
      await sleep(ASK_AGAIN_MS);
    }
  } catch (error) {
    await stop();
    throw new Error(`${name} did not answer what it was asked first: ${output}`, { cause: error });
  }
  const firstMilliseconds = performance.now() - began;
  const pid = child.pid ?? 0;
  return { pid, firstMilliseconds, firstCpuMilliseconds: cpuMilliseconds(pid), push: ask, stop };
}

/** In user and system mode, in hundredths of a second. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function cpuMilliseconds(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in brackets, may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Whether there was somebody to ask. */
async function listens(ask: () => Promise<void>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return false;
    throw error;
  }
}

function send(port: number, asking: First, authorization: string | undefined): Promise<number> {
  const body = typeof asking === 'string' ? asking : undefined;
  const options =
    typeof asking === 'string'
      ? {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(asking),
            ...(authorization === undefined ? {} : { authorization }),
          },
        }
      : { method: 'GET', ...asking };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, ...options }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject).end(body);
  });
}
