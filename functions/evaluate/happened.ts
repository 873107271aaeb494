import type { Change } from '../../shared/domain/change.ts';

/**
 * When the change was made, by the entry; never in the future, since a forged time would keep a finding the newest
 * forever.
 */
export function happened({ at }: Change, now: string): string {
  return Date.parse(at) <= Date.parse(now) ? at : now;
}
