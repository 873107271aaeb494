import type { ChannelFailure } from '../../../shared/channels/channel-failure.ts';
import type { NewAlert } from '../../../shared/domain/alert.ts';
import {
  type ChannelHealth,
  type Failing,
  parseDelivery,
} from '../../../shared/domain/delivery.ts';
import type { NotifyPorts } from '../ports.ts';
import { downAlert, worsened } from './channel-health.ts';

interface Failed {
  /** The delivery's key, and how that one stands. */
  readonly key: string;
  readonly failing: Failing;
  readonly failure: ChannelFailure;
}

/** What a channel does not take while it takes others is told of after so long. */
const OVERDUE_MS = 6 * 60 * 60 * 1000;
const OVERDUE = 'undelivered:';

/** Keeps that the channel took nothing, and raises an alert when that has gone on for long. Answers its id, if any. */
export async function noteFailure(
  channel: string,
  { key, failing, failure }: Failed,
  { ledger, now }: NotifyPorts,
): Promise<readonly string[]> {
  const at = now();
  const health = await ledger.changeNotice('channel', channel, (one) => worsened(one, failure, at));
  // Of a channel that takes nothing at all one alert is enough.
  const down = health && downAlert(channel, health);
  const alert = down ?? overdueAlert(channel, key, failing, at);
  if (alert === undefined) return [];
  await ledger.raise(alert, at);
  return [alert.key];
}

/** The channel takes again what it is given. */
export async function noteSuccess(
  channel: string,
  known: ChannelHealth,
  { ledger }: NotifyPorts,
): Promise<void> {
  if (known.failing === undefined) return;
  await ledger.changeNotice('channel', channel, (one) =>
    one?.failing === undefined ? undefined : { failing: undefined },
  );
}

/** That an alert of this kind was not taken is told by no other: there would be no end of them. */
function isOverdueAlert(key: string): boolean {
  const subject = parseDelivery(key)?.subject;
  return subject?.kind === 'alert' && subject.alert.startsWith(OVERDUE);
}

function overdueAlert(
  channel: string,
  key: string,
  { since, because }: Failing,
  at: string,
): NewAlert | undefined {
  if (Date.parse(at) - Date.parse(since) < OVERDUE_MS || isOverdueAlert(key)) return undefined;
  return {
    key: `${OVERDUE}${key}:${since}`,
    kind: 'channel-down',
    severity: 'high',
    text: `The channel ${channel} has not taken one thing since ${since}. ${because} It is kept and tried again; see docs/channels.md.`,
    about: key,
  };
}
