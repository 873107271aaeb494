import { createHash } from 'node:crypto';
import { narrower } from '../policy/narrower.ts';
import type { Policy } from '../policy/policy.ts';
import { widens } from '../policy/widening.ts';
import type { SoundVersion } from './policy-history.ts';

export interface Force {
  /** Milliseconds that a version has to be there before all of it is in force. */
  readonly delay: number;
  /** Until when the newest version is known to have been there, in milliseconds since 1970. */
  readonly until: number;
  /** YYYY-MM-DD in UTC. */
  readonly today: string;
}

/**
 * What is in force: what every version that was there within the delay allows. So what a new version takes away is gone
 * at once, and what it adds comes when the delay is over, whatever process asks and however often it was started since.
 * What was there when the delay began and is not known is taken to have allowed nothing beyond `ticket`. `sound` is
 * oldest first; `undefined` when there is none.
 */
export function policyInForce(sound: readonly SoundVersion[], force: Force): Policy | undefined {
  const { until, delay, today } = force;
  const newest = sound.at(-1);
  if (newest === undefined || delay === 0) return newest?.policy;
  const first = sound.findLastIndex(({ made }) => made <= until - delay);
  const counting = sound.slice(Math.max(first, 0));
  const bounds = counting.slice(0, -1).flatMap(({ policy }, index) => {
    const next = counting[index + 1] ?? newest;
    if (widens(policy, newest.policy, today).length === 0) return [];
    return [{ policy, until: instant(next.made + delay) }];
  });
  const oldest = counting[0] ?? newest;
  const unknownUntil = first < 0 ? instant(oldest.made + delay) : undefined;
  if (bounds.length === 0 && unknownUntil === undefined) return newest.policy;
  const held = { bounds, unknownUntil };
  return narrower(newest.policy, held, digestOf(newest.policy, held));
}

/** Of none of the files, so that nothing which was decided or approved meanwhile is taken for the newest one's. */
function digestOf({ digest }: Policy, held: Parameters<typeof narrower>[1]): string {
  const digests = held.bounds.map(({ policy }) => policy.digest);
  const all = [digest, ...digests, ...(held.unknownUntil === undefined ? [] : ['unknown'])];
  return createHash('sha256').update(all.join('\n')).digest('hex');
}

/** RFC 3339 in whole seconds, never sooner. */
export function instant(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
