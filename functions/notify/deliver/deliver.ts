import type { Channel } from '../../../shared/channels/channel.ts';
import { ChannelFailure } from '../../../shared/channels/channel-failure.ts';
import { type DeliverySubject, deliveryKey } from '../../../shared/domain/delivery.ts';
import { deliveryWakeKey } from '../../../shared/domain/wake.ts';
import { secondsAfter } from '../../../shared/ledger/instant.ts';
import type { Log } from '../../../shared/log.ts';
import { markOf } from '../mark.ts';
import type { NotifyPorts } from '../ports.ts';
import { failed } from './backoff.ts';
import { DeliveryLost, type HeldDelivery, holdDelivery, LEASE_SECONDS } from './held-delivery.ts';
import { alertNews, findingNews, type Telling, ticketNews } from './news.ts';
import { noteFailure, noteSuccess } from './note-health.ts';
import { openGuarded } from './open-guarded.ts';
import { tellCopy } from './tell-copy.ts';

/** What was put off until one moment comes back over so many seconds, not all at once. */
const SPREAD_SECONDS = 60;

/**
 * Tells one channel of one thing, or has it tried again by a tick: a channel that is down, slow or asks to be left alone
 * delays what it should hold and nothing else. Answers the ids of the alerts that its failing raised. Safe to repeat,
 * also at once. Throws what the ledger throws.
 */
export async function deliver(
  channel: string,
  subject: DeliverySubject,
  log: Log,
  ports: NotifyPorts,
): Promise<readonly string[]> {
  const key = deliveryKey(channel, subject);
  const { ledger, now } = ports;
  const health = await ledger.notice('channel', channel);
  const paused = health?.failing?.until;
  if (paused !== undefined && Date.parse(paused) > Date.parse(now())) {
    await wakeAt(key, paused, ports);
    log.info(`Put off until ${paused}: ${channel} takes nothing.`, { result: 'delivery-put-off' });
    return [];
  }
  const held = await holdDelivery(key, { channel, subject }, ports);
  if (held === undefined) {
    // He may die before he looks again, and this message is not brought a second time.
    await wakeAt(key, secondsAfter(now(), LEASE_SECONDS), ports);
    log.info(`Somebody else is telling ${channel} of it.`, { result: 'delivery-held' });
    return [];
  }
  const before = standing(held);
  try {
    await tellAll(await openGuarded(channel, ports.channels, log), key, subject, held, ports);
    // Where there was nothing to tell, nobody was asked.
    if (health !== undefined && standing(held) !== before)
      await noteSuccess(channel, health, ports);
    log.info(`${channel} was told.`, { result: 'delivered' });
    return [];
  } catch (error) {
    if (error instanceof DeliveryLost) {
      log.info(`Somebody else tells ${channel} of it now.`, { result: 'delivery-lost' });
      return [];
    }
    if (!(error instanceof ChannelFailure)) throw error;
    log.warn(`${channel} took nothing: ${error.message}`, { result: `delivery-${error.kind}` });
    return putOff(key, held, error, ports);
  }
}

/** Another one once the channel was told anything. */
function standing(held: HeldDelivery): string {
  const { copy, told, mark } = held.present();
  return JSON.stringify([copy, told, mark]);
}

/** Again for as long as somebody wishes for it meanwhile. */
async function tellAll(
  channel: Channel,
  key: string,
  subject: DeliverySubject,
  held: HeldDelivery,
  ports: NotifyPorts,
): Promise<void> {
  for (let done = false; !done; ) {
    const again = await tell(channel, subject, held, ports);
    if (again !== undefined) await wakeAt(key, again, ports);
    done = await held.release({ failing: undefined });
  }
}

/** When to look again by itself, if at all. */
async function tell(
  { tickets, people, alerts, findings }: Channel,
  subject: DeliverySubject,
  held: HeldDelivery,
  ports: NotifyPorts,
): Promise<string | undefined> {
  const { ledger } = ports;
  const { mark } = held.present();
  const once = async <N>(telling: Telling<N> | undefined, how: (news: N) => Promise<void>) => {
    if (telling === undefined) return undefined;
    await how(telling.news);
    await held.keep({ mark: telling.kept, failing: undefined });
    return undefined;
  };
  switch (subject.kind) {
    case 'ticket':
      if (tickets !== undefined) return tellCopy(subject.ticket, tickets, held, ports);
      if (people === undefined) return undefined;
      return once(await ticketNews(subject.ticket, mark, ledger), (news) => people.tell(news));
    case 'alert':
      if (alerts === undefined) return undefined;
      return once(await alertNews(subject.alert, mark, ledger), (news) => alerts.tell(news));
    case 'finding':
      if (findings === undefined) return undefined;
      return once(await findingNews(subject.finding, mark, ledger), (news) => findings.tell(news));
  }
}

async function putOff(
  key: string,
  held: HeldDelivery,
  failure: ChannelFailure,
  ports: NotifyPorts,
): Promise<readonly string[]> {
  const failing = failed(held.present().failing, failure, ports.now());
  // First, so that it is tried again whatever becomes of what follows.
  await wakeAt(key, failing.until, ports);
  await held.giveUp({ failing });
  return noteFailure(held.present().channel, { key, failing, failure }, ports);
}

async function wakeAt(key: string, until: string, { ledger, owner }: NotifyPorts): Promise<void> {
  const spread = (Number.parseInt(markOf(key).slice(0, 4), 16) % SPREAD_SECONDS) * 1000;
  const due = new Date(Date.parse(until) + spread).toISOString();
  const wake = { kind: 'delivery', delivery: key, due, nonce: owner(), tries: 0 } as const;
  await ledger.schedule({ ...wake, key: deliveryWakeKey(key) });
}
