import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { HttpFunction } from '@google-cloud/functions-framework';
import { PUSHED, type Pushed } from '../../../sandbox/delivery/topic.ts';
import type { Wire } from '../../../sandbox/functions.ts';

const ROOT = join(import.meta.dirname, '../../..');
// A killed process holds its claims for two minutes.
const FASTER = 8;

type Urls = Readonly<Record<Pushed, string>>;

/** The functions in a process that can be killed and started again; what is pushed meanwhile is answered with 503. */
export function mortalFunctions() {
  const environments: Partial<Record<Pushed, Readonly<Record<string, string | undefined>>>> = {};
  const epoch = Date.now();
  let child: ChildProcess | undefined;
  let urls: Urls | undefined;
  let pushes = 0;

  async function forward(name: Pushed, body: Buffer, headers: Record<string, string>) {
    const to = urls?.[name];
    if (to === undefined) return 503;
    pushes += 1;
    try {
      const answer = await fetch(to, { method: 'POST', headers, body: new Uint8Array(body) });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      // Killed before it answered: Pub/Sub would see the connection break.
      return 503;
    }
  }

  const wireOf = (name: Pushed): Wire => {
    const handle: HttpFunction = async (request, response) => {
      const body = request.rawBody ?? Buffer.alloc(0);
      response.status(await forward(name, body, { 'content-type': 'application/json' })).end();
    };
    return (environment) => {
      environments[name] = environment;
      return handle;
    };
  };

  return {
    wires: Object.fromEntries(PUSHED.map((name) => [name, wireOf(name)])) as Record<Pushed, Wire>,
    /** What time it is for the functions, and is to be for everybody else. */
    now: () => epoch + (Date.now() - epoch) * FASTER,
    /** Handed to a living process so far. */
    pushes: () => pushes,
    /** Resolves when it serves. */
    async start(): Promise<void> {
      const own = spawn(process.execPath, [join(import.meta.dirname, 'functions-process.ts')], {
        cwd: ROOT,
        env: {
          ...process.env,
          NODE_ENV: 'production',
          FASTER: String(FASTER),
          EPOCH: String(epoch),
          FUNCTIONS: JSON.stringify(environments),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child = own;
      urls = await new Promise<Urls>((resolve, reject) => {
        let output = '';
        own.on('exit', (code) => reject(new Error(`The functions ended with ${code}.`)));
        own.stdout.on('data', (chunk) => {
          output += chunk;
          const [line, rest] = output.split('\n');
          if (line !== undefined && rest !== undefined) resolve(JSON.parse(line) as Urls);
        });
      });
    },
    /** SIGKILL: nothing of it runs any more when this resolves. */
    async kill(): Promise<void> {
      urls = undefined;
      const own = child;
      if (own === undefined || own.exitCode !== null || own.signalCode !== null) return;
      const gone = new Promise((resolve) => own.on('exit', resolve));
      own.kill('SIGKILL');
      await gone;
    },
  };
}
