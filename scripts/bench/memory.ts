import { execFileSync } from 'node:child_process';
import { startFunction } from './function-process.ts';
import { pushOf } from './push-of.ts';
import type { World } from './world.ts';

/** Resident memory of one function. */
export interface Memory {
  /** After so many events ... */
  readonly events: readonly number[];
  /** ... it was so much. */
  readonly megabytes: readonly number[];
  /** The last by the first. */
  readonly growth: number;
  readonly atMostMegabytes: number;
}

const AT_MOST_MEGABYTES = 160;
const JOBS = 50;
const AT_ONCE = 8;
const SAID_EVERY = 1000;

/** Has evaluate judge changes of many jobs, one in ten of which it finds wanting, and weighs it in between. */
export async function measureMemory(
  world: World,
  events: readonly number[],
  say: (line: string) => void,
): Promise<Memory> {
  const entries: object[] = [];
  for (let job = 0; job < JOBS; job += 1)
    entries.push(
      await world.deploy(
        job % 10 === 0
          ? { project: 'data-dev', job: `weighed-${job}` }
          : { project: 'payments-prod', job: `weighed-${job}`, own: true },
      ),
    );
  const evaluate = await startFunction(world.deployed('evaluate'), pushOf({ data: {} }));
  try {
    const megabytes: number[] = [];
    let sent = 0;
    for (const until of events) {
      const send = async () => {
        while (sent < until) {
          sent += 1;
          if (sent % SAID_EVERY === 0) say(`memory: event ${sent} of ${events.at(-1)}`);
          await evaluate.push(world.pushOfEntry(entries[sent % JOBS] ?? {}));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, send));
      megabytes.push(residentMegabytes(evaluate.pid));
      world.proxy.takePublished();
    }
    const growth = (megabytes.at(-1) ?? Number.NaN) / (megabytes[0] ?? Number.NaN);
    return { events, megabytes, growth, atMostMegabytes: AT_MOST_MEGABYTES };
  } finally {
    await evaluate.stop();
  }
}

function residentMegabytes(pid: number): number {
  const kibibytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString();
  return (Number(kibibytes) * 1024) / 1e6;
}
