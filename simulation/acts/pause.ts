import type { World } from '../world.ts';

/** Lets the others go on meanwhile. */
export function pause(
  { scheduler }: Pick<World, 'scheduler'>,
  milliseconds: number,
): Promise<void> {
  return new Promise((resolve) => void scheduler.after(milliseconds, resolve));
}
