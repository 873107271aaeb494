import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpFunction } from '@google-cloud/functions-framework';
import type { Pushed } from '../../sandbox/delivery/topic.ts';
import type { Wire } from '../../sandbox/functions.ts';
import { type FunctionProcess, startFunction } from '../../scripts/bench/function-process.ts';
import { pushOf } from '../../scripts/bench/push-of.ts';
import { deployFunction } from '../../scripts/bundle/deploy-function.ts';

/** What infra/functions.tf gives evaluate and sweep. */
const HEAP = '--max-semi-space-size=4 --max-old-space-size=96';

/** A function as it is deployed: its bundle, and a process for itself. */
export interface DeployedWire {
  readonly wire: Wire;
  /** Resident memory. */
  megabytes(): number;
  /** What it has computed so far; 0 where only Linux would tell. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** Builds the function into a folder of its name; it starts when the local organization wires it. */
export async function deployedWire(
  name: Pushed,
  root: string,
  nodeOptions = '',
): Promise<DeployedWire> {
  const folder = join(root, name);
  await deployFunction(name, folder);
  let running: FunctionProcess | undefined;
  const wire: Wire = async (environment) => {
    const told = Object.entries(environment).filter(([, value]) => value !== undefined);
    const env = {
      ...(Object.fromEntries(told) as Record<string, string>),
      NODE_OPTIONS: `${HEAP} ${nodeOptions}`,
    };
    const first = pushOf({ data: { kind: 'tick' } });
    const started = await startFunction({ name, folder, env }, first);
    running = started;
    const handle: HttpFunction = async (request, response) => {
      const pushed = started.push((request.rawBody ?? '').toString());
      const handled = await pushed.then(
        () => true,
        () => false,
      );
      response.status(handled ? 204 : 503).end();
    };
    return handle;
  };
  const pid = () => {
    if (running === undefined) throw new Error(`${name} does not run.`);
    return running.pid;
  };
  return {
    wire,
    megabytes: () => residentMegabytes(pid()),
    cpuSeconds: () => cpuSeconds(pid()),
    stop: async () => running?.stop(),
  };
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function residentMegabytes(pid: number): number {
  // Starting a program for it would stop the organization for longer than all else that it does.
  const kibibytes =
    process.platform === 'linux'
      ? /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString();
  return Math.round((Number(kibibytes) * 1024) / 1e6);
}

/** In user and system mode. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function cpuSeconds(pid: number): number {
  if (process.platform !== 'linux') return 0;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in brackets, may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
