import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkFramework } from '../bundle/deploy-function.ts';
import { findingsAsked } from './findings-asked.ts';
import { handling } from './flow.ts';
import { type Deployed, type First, startFunction } from './function-process.ts';
import { pushOf } from './push-of.ts';
import type { Deploy, World } from './world.ts';

/**
 * From the start of a process to the answer to its first push or request, as medians; computed by itself, where that is
 * told.
 */
export interface ColdStart {
  /** Of a function that answers 204 and does nothing else. */
  readonly bareMilliseconds: number;
  readonly bareCpuMilliseconds?: number;
  readonly functions: Readonly<Record<string, Started>>;
}

interface Started {
  readonly milliseconds: number;
  /** `milliseconds` by those of the bare function. */
  readonly ratio: number;
  /** The same of the time that was computed in. */
  readonly cpuRatio?: number;
  /** What the ratio is to stay within. */
  readonly atMost?: number;
}

/** What is measured: a function, and the most that its ratio may be; none where nothing was promised. */
const MEASURED = {
  evaluate: { name: 'evaluate', atMost: 1.5 },
  notify: { name: 'notify', atMost: 1.5 },
  console: { name: 'console', atMost: 1.5 },
  remediate: { name: 'remediate', atMost: 3 },
  sweep: { name: 'sweep', atMost: 3 },
  remediateAndWrite: { name: 'remediate' },
} as const;
type Measured = keyof typeof MEASURED;
const ALL = Object.keys(MEASURED) as Measured[];

/**
 * Starts the bare function and each of ours in turn, `runs` times over. Each handles a real event first: evaluate
 * judges a compliant job, remediate decides again on a job that is only ticketed, notify keeps its ticket, sweep lists
 * all jobs, and console shows what evaluate and remediate found before. Last, remediate moves a job onto an account of its own, for which it loads gRPC and calls some thirty times.
 */
export async function measureColdStart(
  world: World,
  runs: number,
  say: (line: string) => void,
): Promise<ColdStart> {
  const bare = writeBare(join(world.folder, 'bare'));
  const bareTimes: Took[] = [];
  const times: Record<Measured, Took[]> = {
    evaluate: [],
    notify: [],
    console: [],
    remediate: [],
    sweep: [],
    remediateAndWrite: [],
  };
  const events = await firstEvents(world, runs);
  for (const [run, first] of events.entries()) {
    say(`cold start ${run + 1} of ${runs}`);
    bareTimes.push(await firstOf(bare, pushOf({ data: {} })));
    for (const one of ALL)
      times[one].push(await firstOf(world.deployed(MEASURED[one].name), first[one]));
  }
  world.proxy.takePublished();
  const bareMilliseconds = median(bareTimes.map(({ milliseconds }) => milliseconds));
  const bareCpuMilliseconds = cpuOf(bareTimes);
  const figures = ALL.map((one) => {
    const milliseconds = median(times[one].map((first) => first.milliseconds));
    const ratio = milliseconds / bareMilliseconds;
    const cpu = cpuOf(times[one]);
    const told = bareCpuMilliseconds !== undefined && cpu !== undefined;
    const cpuRatio = told ? { cpuRatio: cpu / bareCpuMilliseconds } : {};
    const { name: _, ...promised } = MEASURED[one];
    return [one, { milliseconds, ratio, ...cpuRatio, ...promised }] as const;
  });
  const bareCpu = bareCpuMilliseconds === undefined ? {} : { bareCpuMilliseconds };
  return { bareMilliseconds, ...bareCpu, functions: Object.fromEntries(figures) };
}

function cpuOf(times: readonly Took[]): number | undefined {
  const told = times.flatMap(({ cpuMilliseconds }) => cpuMilliseconds ?? []);
  return told.length === 0 ? undefined : median(told);
}

/** A push for each run and measurement. What remediate is to decide on is found beforehand. */
async function firstEvents(
  world: World,
  runs: number,
): Promise<readonly Readonly<Record<Measured, First>>[]> {
  const functions = await handling(world);
  const published = async (name: string, body: string) => {
    const [message] = await functions.pushed(name, body);
    if (message === undefined) throw new Error(`${name} published nothing.`);
    return message;
  };
  const found = async (deploy: Deploy) =>
    published('evaluate', world.pushOfEntry(await world.deploy(deploy)));
  try {
    const compliant = await world.deploy({ project: 'payments-prod', job: 'fine', own: true });
    const events: Record<Measured, First>[] = [];
    for (let run = 0; run < runs; run += 1) {
      const ticketed = await found({ project: 'data-dev', job: `told-${run}` });
      const violating = await found({ project: 'payments-prod', job: `mended-${run}` });
      events.push({
        evaluate: world.pushOfEntry(compliant),
        notify: pushOf(await published('remediate', pushOf(ticketed))),
        remediate: pushOf(await found({ project: 'data-dev', job: `decided-${run}` })),
        console: findingsAsked(),
        sweep: pushOf({ data: { kind: 'sweep' } }),
        remediateAndWrite: pushOf(violating),
      });
    }
    return events;
  } finally {
    await functions.stop();
  }
}

interface Took {
  readonly milliseconds: number;
  readonly cpuMilliseconds: number | undefined;
}

async function firstOf(deployed: Deployed, first: First): Promise<Took> {
  const started = await startFunction(deployed, first);
  await started.stop();
  const { firstMilliseconds: milliseconds, firstCpuMilliseconds: cpuMilliseconds } = started;
  return { milliseconds, cpuMilliseconds };
}

function writeBare(folder: string): Deployed {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs", "main": "index.js" }\n');
  writeFileSync(
    join(folder, 'index.js'),
    `require('@google-cloud/functions-framework').http('bare', (request, response) => {
  response.status(204).end();
});
`,
  );
  linkFramework(folder);
  return { name: 'bare', folder, env: {} };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
