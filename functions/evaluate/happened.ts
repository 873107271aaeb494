import type { Occasion } from './occasion.ts';

/**
 * When it happened, by the entry; never in the future, since a forged time would keep a finding the newest forever.
 */
export function happened({ at }: Pick<Occasion, 'at'>, now: string): string {
  return Date.parse(at) <= Date.parse(now) ? at : now;
}
