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

/** A function behind the functions-framework's own command, a process for itself. */
export interface FunctionProcess {
  readonly pid: number;
  /** From the start of the process to the answer to its first push. */
  readonly firstMilliseconds: number;
  /** What it computed in that time, which a busy machine stretches far less; `undefined` where only Linux would tell. */
  readonly firstCpuMilliseconds: number | undefined;
  /** Pushes one more message. Throws unless it is acknowledged. */
  push(body: string): Promise<void>;
  stop(): Promise<void>;
}

const ASK_AGAIN_MS = 2;
const LONGEST_START_MS = 60_000;

/** Starts the function and pushes to it as soon as it listens. Throws when it ends, or does not acknowledge. */
export async function startFunction(
  { name, folder, env, authorization }: Deployed,
  first: string,
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
  const push = async (body: string) => {
    const status = await post(port, body, authorization);
    if (status !== 204) throw new Error(`${name} answered ${status}: ${output}`);
  };
  try {
    while (!(await listens(() => push(first)))) {
      if (child.exitCode !== null || performance.now() - began > LONGEST_START_MS)
        throw new Error(`${name} did not start: ${output}`);
      await sleep(ASK_AGAIN_MS);
    }
  } catch (error) {
    await stop();
    throw new Error(`${name} did not acknowledge its first push: ${output}`, { cause: error });
  }
  const firstMilliseconds = performance.now() - began;
  const pid = child.pid ?? 0;
  return { pid, firstMilliseconds, firstCpuMilliseconds: cpuMilliseconds(pid), push, stop };
}

/** In user and system mode, in hundredths of a second. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function cpuMilliseconds(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in brackets, may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Whether there was somebody to push to. */
async function listens(push: () => Promise<void>): Promise<boolean> {
  try {
    await push();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return false;
    throw error;
  }
}

function post(port: number, body: string, authorization: string | undefined): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(authorization === undefined ? {} : { authorization }),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method: 'POST', headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject).end(body);
  });
}
