import { expect } from 'vitest';
import type { Remediating } from '../remediating.ts';

export function idOf(name: string): string {
  return `default-service-account~payments-prod~us-central1~${name}`;
}

/** Makes a job that Bailiff moves onto an account of its own; the account's address. */
export async function mended(world: Remediating, name: string): Promise<string> {
  await world.deliver(await world.made(name));
  expect((await world.finding(name)).state).toBe('remediated');
  return world.dedicatedTo(name);
}

/** How each undo of the job ended; `undefined` for one under way. */
export async function undoOutcomes(world: Remediating, name: string) {
  const remediations = await world.remediations(name);
  return remediations
    .filter(({ decision }) => decision.includes('@undo.'))
    .map(({ outcome }) => outcome?.kind);
}

/** As somebody's deploy changes the job. */
export function changeJob(world: Remediating, name: string, change: object): void {
  const body = world.jobBody(name);
  Object.assign(body, { generation: String(Number(body.generation) + 1), ...change });
}
