import { LARGEST_BATCH, type RecheckMessage } from '../../shared/domain/message.ts';
import { isProjectNumber, parseListedJob } from '../../shared/domain/resource.ts';
import type { Stage, Sweep } from '../../shared/domain/sweep.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import type { InventoryPage } from '../../shared/gcp/assets.ts';
import { advance } from './advance.ts';
import type { SweepPorts } from './ports.ts';
import type { SeenNames } from './seen-names.ts';
import { stageBehind } from './stages.ts';

/**
 * Asks for re-checks of a page's jobs, then keeps that it did. Whoever is cut off in between asks for them again, which
 * judges no job twice. Answers how far the sweep has come.
 *
 * @param seen what the inventory listed; `undefined` when this delivery has not seen all of it.
 */
export async function takePage(
  sweep: Sweep & { readonly stage: Stage },
  { names, next }: InventoryPage,
  seen: SeenNames | undefined,
  ports: SweepPorts,
): Promise<Sweep> {
  const { stage } = sweep;
  const legal = names.filter((name) => parseListedJob(name) !== undefined);
  if (stage === 'inventory') for (const name of legal) seen?.add(name);
  const jobs = stage === 'inventory' ? legal : legal.filter((name) => seen?.has(name) !== true);
  const batches = batchesOf(jobs);
  const unlisted = stage !== 'inventory' && seen !== undefined && namesByIds(sweep);
  // A page holds at most 500 jobs, so these are few.
  await Promise.all(
    batches.map((batch, n) => askFor(sweep, sweep.batches + n, batch, unlisted, ports)),
  );
  const counted = stage === 'inventory' ? countedWith(sweep, jobs, names.length) : {};
  const behind = next === undefined ? stageBehind(stage) : stage;
  // The last message of all has a number too, see sayListed.
  const more = batches.length + (behind === 'listed' ? 1 : 0);
  const change = { ...counted, stage: behind, next, batches: sweep.batches + more };
  return advance(sweep, change, ports);
}

/**
 * Publishes the last message, which names no job: whoever deals with the messages then knows how many there were, also
 * when all others were dealt with before.
 */
export function sayListed(sweep: Sweep, ports: SweepPorts): Promise<void> {
  return askFor(sweep, sweep.batches - 1, [], false, ports);
}

function askFor(
  { id }: Sweep,
  batch: number,
  jobs: readonly string[],
  unlisted: boolean,
  { publisher }: SweepPorts,
): Promise<void> {
  const message: RecheckMessage = { kind: 'recheck', sweep: id, batch, unlisted, jobs: [...jobs] };
  return publisher.publish(TOPICS.rechecks, message);
}

/** The ledger names projects by their ids; names with numbers would all look like others. */
function namesByIds({ lastProject = '' }: Sweep): boolean {
  return !isProjectNumber(lastProject);
}

/** The inventory lists by name, so the jobs of one project follow one another. */
function countedWith(
  { jobs, projects, lastProject, illegible }: Sweep,
  names: readonly string[],
  all: number,
): Partial<Sweep> {
  const owners = names.map((name) => parseListedJob(name)?.project);
  const others = owners.filter((owner, n) => owner !== (n === 0 ? lastProject : owners[n - 1]));
  return {
    jobs: jobs + names.length,
    projects: projects + others.length,
    lastProject: owners.at(-1) ?? lastProject,
    illegible: illegible + all - names.length,
  };
}

function batchesOf(names: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(names.length / LARGEST_BATCH);
  return Array.from({ length: count }, (_, n) =>
    names.slice(n * LARGEST_BATCH, (n + 1) * LARGEST_BATCH),
  );
}
