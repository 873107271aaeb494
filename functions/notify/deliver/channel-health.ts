import type { ChannelFailure } from '../../../shared/channels/channel-failure.ts';
import type { NewAlert } from '../../../shared/domain/alert.ts';
import type { ChannelHealth, Failing } from '../../../shared/domain/delivery.ts';
import { failed } from './backoff.ts';

/** After so many failures in a row nothing is tried for a while, so that a channel that is down holds up no other. */
const PATIENCE = 3;
/** A channel that takes nothing for so long is told of in the others. */
const DOWN_MS = 15 * 60 * 1000;

/** The channel's health after one more failure. Pure. */
export function worsened(
  present: ChannelHealth | undefined,
  failure: ChannelFailure,
  at: string,
): ChannelHealth {
  const before = present?.failing;
  if (before !== undefined && Date.parse(before.until) > Date.parse(at))
    return { ...present, failing: pausedLonger(before, failure, at) };
  const failing = failed(before, failure, at);
  const pauses =
    failure.kind === 'rate-limited' ||
    (failure.kind === 'unavailable' && failing.times >= PATIENCE);
  const alerted = present?.alerted === true || isDown(failing.since, failing.times, at);
  return { failing: pauses ? failing : { ...failing, until: at }, ...(alerted ? { alerted } : {}) };
}

/** What was tried before the pause began, and failed behind that, says no more; but the channel may ask for a longer one. */
function pausedLonger(before: Failing, failure: ChannelFailure, at: string): Failing {
  if (failure.retryAfterSeconds === undefined) return before;
  const { until, because } = failed(before, failure, at);
  return Date.parse(until) > Date.parse(before.until) ? { ...before, until, because } : before;
}

/** What tells of a channel that takes nothing; `undefined` while that is not sure, or for one that takes all. */
export function downAlert(
  channel: string,
  { failing, alerted }: ChannelHealth,
): NewAlert | undefined {
  if (failing === undefined || alerted !== true) return undefined;
  const { since, times, because } = failing;
  return {
    key: `channel-down:${channel}:${since}`,
    kind: 'channel-down',
    severity: 'high',
    text: `The channel ${channel} has taken nothing since ${since} (${times} attempts in a row failed). ${because} What it should hold is kept and tried again; mend the channel or its configuration, and see docs/channels.md.`,
    about: channel,
  };
}

function isDown(since: string, times: number, at: string): boolean {
  return times >= PATIENCE && Date.parse(at) - Date.parse(since) >= DOWN_MS;
}
