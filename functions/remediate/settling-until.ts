import type { Finding, Settling } from '../../shared/domain/finding.ts';
import type { JobState } from '../../shared/domain/subject.ts';
import { isBefore, secondsAfter } from '../../shared/ledger/instant.ts';

/** So many times `settle` behind the first change a job is mended, whatever is changed meanwhile. */
const MOST = 5;

/**
 * Until when a job is left alone that is to be mended now, and what is to be known of it then; `undefined` when it has
 * settled. A change begins the time anew; only a job that was in order for long, or that Bailiff has mended, begins it
 * as one that was never broken. `at` is now, RFC 3339.
 */
export function settlingUntil(
  finding: Pick<Finding, 'settling' | 'state' | 'uid' | 'generation' | 'made'>,
  { uid, generation }: Pick<JobState, 'uid' | 'generation'>,
  settleSeconds: number,
  at: string,
): { readonly until: string; readonly settling: Settling } | undefined {
  if (settleSeconds === 0) return undefined;
  const known = continued(finding, settleSeconds, at);
  const changed = changedAt(finding, { uid, generation }, at);
  const since = known === undefined || isBefore(changed, known.since) ? changed : known.since;
  const until = [
    secondsAfter(changed, settleSeconds),
    secondsAfter(since, MOST * settleSeconds),
  ].reduce((one, other) => (isBefore(one, other) ? one : other));
  if (!isBefore(at, until)) return undefined;
  return { until, settling: { since, changed, seen: at, uid, generation } };
}

/** What is known of the settling that still goes on, late ticks or not. */
function continued(
  { settling, state }: Pick<Finding, 'settling' | 'state'>,
  settleSeconds: number,
  at: string,
): Settling | undefined {
  if (settling === undefined || state === 'settling') return settling;
  return isBefore(at, secondsAfter(settling.seen, MOST * settleSeconds)) ? settling : undefined;
}

/**
 * As it was known when this version of the job settled before, or as the event says that made it; now, when none has told of
 * it yet. The time of an event that found a version newer than its own says nothing of that.
 */
function changedAt(
  finding: Pick<Finding, 'settling' | 'uid' | 'generation' | 'made'>,
  { uid, generation }: Pick<JobState, 'uid' | 'generation'>,
  at: string,
): string {
  const is = (one: Pick<JobState, 'uid' | 'generation'> | undefined) =>
    one?.uid === uid && one.generation === generation;
  if (is(finding.settling)) return finding.settling?.changed ?? at;
  const { made } = finding;
  return is(finding) && made !== undefined && isBefore(made, at) ? made : at;
}
