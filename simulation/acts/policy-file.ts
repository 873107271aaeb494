import type { Mode } from '../../shared/domain/mode.ts';
import { drawPolicy, type Said } from '../policies.ts';
import type { World } from '../world.ts';
import { deployDefault, insist, JOBS } from './jobs.ts';
import { sweepNow } from './operators.ts';
import { pause } from './pause.ts';

const LONGEST_PAUSE_MS = 3 * 60_000;
const bothAt = (mode: Mode) => ({ 'payments-prod': mode, 'data-dev': mode });
const LESS: readonly Partial<Said>[] = [
  { modes: bothAt('ticket'), accessMode: 'ticket' },
  { modes: bothAt('approve') },
  { exempt: JOBS },
  { trust: [] },
  { perHour: 1, perProject: 1 },
];

function upload({ faults, trace, policies }: World, said: Said): void {
  faults.note('policy reloaded');
  trace.add(`the policy file is ${JSON.stringify(said)}`);
  policies.upload(said);
}

export async function reload(world: World): Promise<void> {
  if (!world.random.chance(0.2)) return upload(world, drawPolicy(world.random, JOBS));
  world.faults.note('policy reloaded');
  world.trace.add('the policy file is spoilt');
  world.policies.spoil();
}

/** The operator takes something away and soon gives more than that again, while people deploy what it bears on. */
export async function waver(world: World): Promise<void> {
  const { random, policies } = world;
  const before = policies.newest();
  upload(world, { ...before, ...random.pick(LESS) });
  await pause(world, random.below(LONGEST_PAUSE_MS));
  const all = { ...before, modes: bothAt('remediate'), accessMode: 'remediate' } as const;
  upload(world, random.chance(0.7) ? all : drawPolicy(random, JOBS));
  for (const act of [deployDefault, random.pick([deployDefault, insist, sweepNow])]) {
    await pause(world, random.below(LONGEST_PAUSE_MS));
    await act(world);
  }
}
