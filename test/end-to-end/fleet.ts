import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Wire } from '../../sandbox/functions.ts';
import { type FunctionProcess, startFunction } from '../../scripts/bench/function-process.ts';
import { pushOf } from '../../scripts/bench/push-of.ts';
import { deployFunction } from '../../scripts/bundle/deploy-function.ts';

/** What a function process loads first: its clock is ahead by as many milliseconds as the file says. */
const clockOf = (file: string) => `
import { readFileSync } from 'node:fs';
const Real = Date;
let ahead = 0;
const look = () => { ahead = Number(readFileSync(${JSON.stringify(file)}, 'utf8')); };
look();
setInterval(look, 100).unref();
globalThis.Date = class extends Real {
  constructor(...given) { super(...(given.length === 0 ? [Real.now() + ahead] : given)); }
  static now() { return Real.now() + ahead; }
};
`;

/** Each function as its bundle, in two processes that take turns, as two instances on Google Cloud do. */
export interface Fleet {
  readonly wires: { readonly [K in 'evaluate' | 'remediate' | 'notify']: Wire };
  /** Kills the first process of each function, whatever it is doing, and starts another in its place. */
  killAndRestart(): Promise<void>;
  /** For all processes at once it is so much later now. */
  skip(milliseconds: number): Promise<void>;
  /** What time it is for them, and is to be for everybody else. */
  now(): number;
  stop(): Promise<void>;
}

interface Instances {
  readonly start: () => Promise<FunctionProcess>;
  readonly running: FunctionProcess[];
  turn: number;
}

/** @param folder an empty one, removed by the caller. */
export function openFleet(folder: string): Fleet {
  const fleet: Instances[] = [];
  let ahead = 0;
  const clock = join(folder, 'clock');
  const preload = join(folder, 'clock.mjs');
  writeFileSync(clock, '0');
  writeFileSync(preload, clockOf(clock));

  const wire =
    (name: string): Wire =>
    async (environment) => {
      const { folder: deployed } = await deployFunction(name, join(folder, name));
      const set = Object.entries(environment).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value] as const],
      );
      const env = {
        ...Object.fromEntries(set),
        NODE_OPTIONS: `--import=${preload}`,
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '',
      };
      const start = () => startFunction({ name, folder: deployed, env }, pushOf({ data: {} }));
      const instances = { start, running: await Promise.all([start(), start()]), turn: 0 };
      fleet.push(instances);
      return async (request, response) => {
        instances.turn += 1;
        const next = instances.running[instances.turn % instances.running.length];
        const taken = await next?.push(JSON.stringify(request.body)).then(
          () => true,
          () => false,
        );
        response.status(taken ? 204 : 503).end();
      };
    };

  return {
    wires: { evaluate: wire('evaluate'), remediate: wire('remediate'), notify: wire('notify') },
    async killAndRestart() {
      for (const { running } of fleet) if (running[0]) process.kill(running[0].pid, 'SIGKILL');
      await Promise.all(
        fleet.map(async ({ start, running }) => {
          await running[0]?.stop();
          running[0] = await start();
        }),
      );
    },
    now: () => Date.now() + ahead,
    async skip(milliseconds) {
      ahead = milliseconds;
      writeFileSync(clock, `${milliseconds}`);
      await new Promise((resolve) => setTimeout(resolve, 300));
    },
    async stop() {
      await Promise.all(fleet.flatMap(({ running }) => running.map((one) => one.stop())));
    },
  };
}
