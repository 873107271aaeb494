import { setTimeout as sleep } from 'node:timers/promises';
import { refuseEmulator } from '../../call-emulator.ts';
import type { NewMessage } from '../message.ts';
import type { RetrySettings } from '../retry.ts';
import { subscriptionOf, type Topic } from '../topic.ts';
import { stoppedWith, type Transport } from '../transport.ts';
import { createDeliveries } from './deliveries.ts';
import { openRelay } from './relay.ts';
import { topicsOn } from './topics.ts';

export interface EmulatorTransportOptions {
  /** HOST:PORT of the Pub/Sub emulator. */
  readonly host: string;
  /** The project that topics and subscriptions are made in. Nobody else may use them there. */
  readonly project: string;
  readonly retry: RetrySettings;
  /** Where a line for the operator goes, e.g. a message given up. */
  readonly say: (line: string) => void;
}

/**
 * Google's Pub/Sub emulator as the transport. Its topics are made anew, and are gone after the stop. What somebody else
 * publishes on them is delivered too, and counted when it is first pushed. Rejects with StartRefused.
 */
export async function openEmulatorTransport({
  host,
  project,
  retry,
  say,
}: EmulatorTransportOptions): Promise<Transport> {
  const topics = topicsOn({ host, project });
  const publishing = new Set<Promise<unknown>>();
  const stopping = new AbortController();
  const waiters: PromiseWithResolvers<void>[] = [];
  const deliveries = createDeliveries({ say, ended: endWaiting });
  const relay = await openRelay({
    deliveries,
    ackDeadlineMilliseconds: retry.ackDeadlineMilliseconds,
    published: () => Promise.allSettled(publishing),
  });
  try {
    await topics.make(retry, relay.endpointOf);
  } catch (error) {
    await relay.close(0);
    throw refuseEmulator('pubsub', host, error);
  }

  const heldBack = new Set<symbol>();
  const undelivered = () => deliveries.undelivered() + publishing.size + heldBack.size;

  function endWaiting(): void {
    if (undelivered() === 0) for (const waiter of waiters.splice(0)) waiter.resolve();
  }

  async function hold(milliseconds: number): Promise<void> {
    const held = Symbol('held back');
    heldBack.add(held);
    await sleep(milliseconds, undefined, { signal: stopping.signal });
    heldBack.delete(held);
  }

  async function send(topic: Topic, message: NewMessage): Promise<string> {
    const id = await topics.publish(topic, message);
    const subscription = subscriptionOf(topic).name;
    const publishTime = new Date().toISOString();
    deliveries.published({ id, subscription, publishTime, ...message });
    return id;
  }

  return {
    async publish(topic, message, delayMilliseconds = 0) {
      if (delayMilliseconds > 0) await hold(delayMilliseconds);
      const sending = send(topic, message).finally(() => {
        publishing.delete(sending);
        endWaiting();
      });
      publishing.add(sending);
      return sending;
    },
    start: relay.start,
    async idle() {
      if (undelivered() === 0) return;
      if (stopping.signal.aborted) throw stoppedWith(undelivered());
      const waiter = Promise.withResolvers<void>();
      waiters.push(waiter);
      await waiter.promise;
    },
    deadLetters: deliveries.deadLetters,
    counts: deliveries.counts,
    async stop() {
      stopping.abort();
      // An emulator that is gone has nothing to be removed from.
      await topics.removeSubscriptions().catch(() => {});
      await relay.close(retry.graceMilliseconds);
      await topics.removeTopics().catch(() => {});
      const left = undelivered();
      for (const waiter of waiters.splice(0)) waiter.reject(stoppedWith(left));
      return { undelivered: left };
    },
  };
}
