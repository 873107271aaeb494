import type { Policy } from './policy.ts';

type Bounded = Pick<Policy, 'limits' | 'settleSeconds' | 'managed'>;

/** What bounds every rule alike: how much is changed, how soon, and whose jobs are left to their own code. */
export function widenedLimits(before: Bounded, after: Bounded): readonly string[] {
  const [from, to] = [before.limits, after.limits];
  return [
    ...raised('limits.remediationsPerHour', from.remediationsPerHour, to.remediationsPerHour),
    ...raised(
      'limits.remediationsPerHourPerProject',
      from.remediationsPerHourPerProject,
      to.remediationsPerHourPerProject,
    ),
    ...raised('limits.fight.setBacks', from.fight.setBacks, to.fight.setBacks),
    ...shortened('limits.fight.window', from.fight.windowSeconds, to.fight.windowSeconds),
    ...shortened('settle', before.settleSeconds, after.settleSeconds),
    ...before.managed
      .filter((member) => !after.managed.includes(member))
      .map((member) => `${member} is no longer managed.`),
  ];
}

function raised(key: string, from: number, to: number): readonly string[] {
  return to > from ? [`${key} goes from ${from} to ${to}.`] : [];
}

function shortened(key: string, from: number, to: number): readonly string[] {
  return to < from ? [`${key} goes from ${from} s to ${to} s.`] : [];
}
