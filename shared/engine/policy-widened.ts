import { widens } from '../policy/widening.ts';
import type { SoundVersion } from './policy-history.ts';
import { type Force, instant } from './policy-in-force.ts';

/** A version of the policy file that allows more than the one before it. */
export interface WidenedPolicy {
  /** SHA-256 of the file, hex. */
  readonly digest: string;
  /** When it was put there, RFC 3339. */
  readonly made: string;
  /** When all of it is in force, unless another version takes its place before, RFC 3339. */
  readonly inForce: string;
  /** A sentence each. */
  readonly differences: readonly string[];
}

const FIRST =
  'No version before it can be read, so nothing that it asks for is known to have been allowed.';

/**
 * The versions since `moment` (milliseconds since 1970) that allow more than those before them, by their ids. One that
 * has none before it counts where there is a delay: what was there may have been taken away.
 */
export function widenedSince(
  moment: number,
  sound: readonly SoundVersion[],
  { delay, today }: Pick<Force, 'delay' | 'today'>,
): ReadonlyMap<string, WidenedPolicy> {
  const widened = sound.flatMap(({ id, made, policy }, index) => {
    if (made <= moment) return [];
    const before = sound[index - 1];
    const unknown = delay > 0 ? [FIRST] : [];
    const differences = before === undefined ? unknown : widens(before.policy, policy, today);
    if (differences.length === 0) return [];
    const { digest } = policy;
    const times = { made: instant(made), inForce: instant(made + delay) };
    return [[id, { digest, ...times, differences }] as const];
  });
  return new Map(widened);
}
