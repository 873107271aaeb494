import { deployAll, deployDefault, insist } from './acts/jobs.ts';
import { decide, sweepNow } from './acts/operators.ts';
import { WEIGHTED_ACTS } from './acts/registry.ts';
import { CHECKS } from './checks/registry.ts';
import { startTicks } from './ticks.ts';
import type { World } from './world.ts';

const FIRST_DEPLOYS = 1;
const BEGINNINGS = [deployDefault, deployDefault, deployDefault, deployAll, insist, insist];
const FEWEST_ACTS = 1;
const MOST_ACTS = 4;
const ACTIVE_MS = 60 * 60_000;
const QUIET_MS = 30 * 60_000;

/** Has people do things while things go wrong, then lets all come to rest, by ticks first and then by a sweep. */
export async function live(
  world: World,
  fail: (check: string, what: string) => void,
  crashed: (error: unknown) => void,
): Promise<void> {
  const { random, scheduler, faults, trace } = world;
  const acts = FEWEST_ACTS + random.below(MOST_ACTS - FEWEST_ACTS);
  for (let act = 0; act < acts; act += 1)
    scheduler.after(random.below(ACTIVE_MS), () => {
      // Something to begin with.
      const does = act < FIRST_DEPLOYS ? random.pick(BEGINNINGS) : random.pick(WEIGHTED_ACTS);
      does(world).catch(crashed);
    });
  // When something may wait for him.
  scheduler.after(ACTIVE_MS / 2 + random.below(ACTIVE_MS / 2), () => {
    decide(world).catch(crashed);
  });
  let over = false;
  scheduler.after(ACTIVE_MS, () => {
    trace.add('nothing goes wrong from now on');
    faults.stop();
    over = true;
  });
  const toTheEnd = async () => {
    startTicks(world, () => over);
    await scheduler.run();
  };
  await toTheEnd();
  for (const { name, atRest } of CHECKS)
    for (const fault of (await atRest?.(world)) ?? []) fail(name, fault);
  // Long enough that every grant is known everywhere.
  scheduler.jump(QUIET_MS);
  trace.add('a last sweep');
  await sweepNow(world);
  await toTheEnd();
  for (const { name, atEnd } of CHECKS)
    for (const fault of (await atEnd?.(world)) ?? []) fail(name, fault);
}
