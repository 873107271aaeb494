import type { ChannelFailure, FailureKind } from '../../../shared/channels/channel-failure.ts';
import type { Failing } from '../../../shared/domain/delivery.ts';

const MINUTE_MS = 60_000;
/** Of waits that double, the first and the longest; ticks come once a minute, so nothing shorter is of use. */
const WAITS: Readonly<Record<FailureKind, readonly [first: number, longest: number]>> = {
  unavailable: [MINUTE_MS, 60 * MINUTE_MS],
  'rate-limited': [MINUTE_MS, 60 * MINUTE_MS],
  gone: [MINUTE_MS, 60 * MINUTE_MS],
  // It will say no again until somebody has mended it, and then should not be waited for all day.
  refused: [10 * MINUTE_MS, 6 * 60 * MINUTE_MS],
};
/** A channel that asks to be left alone for longer is asked again all the same. */
const LONGEST_ASKED_MS = 24 * 60 * MINUTE_MS;

/** How it stands after one more failure at `at`: nothing is tried before `until`. */
export function failed(present: Failing | undefined, failure: ChannelFailure, at: string): Failing {
  const { kind, message, retryAfterSeconds } = failure;
  const times = (present?.times ?? 0) + 1;
  const [first, longest] = WAITS[kind];
  const own = Math.min(first * 2 ** Math.min(times - 1, 20), longest);
  const asked = Math.min((retryAfterSeconds ?? 0) * 1000, LONGEST_ASKED_MS);
  const until = new Date(
    Date.parse(at) + Math.max(asked, retryAfterSeconds === undefined ? own : 0),
  ).toISOString();
  return { since: present?.since ?? at, times, because: message, until };
}
