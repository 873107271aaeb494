import type { ChannelFailure } from '../../../shared/channels/channel-failure.ts';
import type { NewAlert } from '../../../shared/domain/alert.ts';
import type { ChannelHealth, Failing } from '../../../shared/domain/delivery.ts';
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

/** Keeps that the channel took nothing, and raises an alert when that has gone on for long. Answers the ids of those. */
export async function noteFailure(
  channel: string,
  { key, failing, failure }: Failed,
  { ledger, now }: NotifyPorts,
): Promise<readonly string[]> {
  const at = now();
  const health = await ledger.changeNotice('channel', channel, (one) => worsened(one, failure, at));
  const alerts = [health && downAlert(channel, health), overdueAlert(channel, key, failing, at)];
  const told = alerts.filter((alert) => alert !== undefined);
  for (const alert of told) await ledger.raise(alert, at);
  return told.map((alert) => alert.key);
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

function overdueAlert(
  channel: string,
  key: string,
  { since, because }: Failing,
  at: string,
): NewAlert | undefined {
  if (Date.parse(at) - Date.parse(since) < OVERDUE_MS) return undefined;
  return {
    key: `undelivered:${key}:${since}`,
    kind: 'channel-down',
    severity: 'high',
    text: `The channel ${channel} has not taken one thing since ${since}. ${because} It is kept and tried again; see docs/channels.md.`,
    about: key,
  };
}
