import { createLane, type Lane } from './lane.ts';
import {
  type DeadLetter,
  deadLetterAttributes,
  givenUpWords,
  lapsedWords,
  type NewMessage,
} from './message.ts';
import { createPusher } from './push.ts';
import type { QueueStore } from './queue-store.ts';
import type { RetrySettings } from './retry.ts';
import { createStamp } from './stamp.ts';
import { type Pushed, SUBSCRIPTIONS, type SubscriptionName, type Topic } from './topic.ts';
import { type DeliveryCounts, stoppedWith, type Transport } from './transport.ts';

export interface QueueOptions {
  /** The project that topics and subscriptions are named in. */
  readonly project: string;
  readonly store: QueueStore;
  readonly retry: RetrySettings;
  /** Where a line for the operator goes, e.g. a message given up. */
  readonly say: (line: string) => void;
}

/** Pub/Sub as far as Bailiff uses it, without Pub/Sub. What is left at a stop stays in the store. */
export interface Queue extends Transport {
  publish(topic: Topic, message: NewMessage, delayMilliseconds?: number): string;
}

export function createQueue({ project, store, retry, say }: QueueOptions): Queue {
  const pusher = createPusher(retry.ackDeadlineMilliseconds);
  const stamp = createStamp(store.newestId());
  const waiters: PromiseWithResolvers<void>[] = [];
  let urls: Readonly<Record<Pushed, string>> | undefined;
  let stopped = false;
  const lanes = Object.fromEntries(
    SUBSCRIPTIONS.map((subscription) => [
      subscription.name,
      createLane({
        subscription,
        project,
        retry,
        pusher,
        url: () => urls?.[subscription.pushedTo] ?? '',
        tried: (id, attempts) => keep(() => store.tried(id, attempts)),
        acknowledged: (id) => keep(() => store.remove(id)),
        givenUp,
        dropped(message) {
          keep(() => store.remove(message.id));
          say(lapsedWords(message, subscription));
        },
        emptied,
      }),
    ]),
  ) as Readonly<Record<SubscriptionName, Lane>>;

  /** A full disk must not lose what memory still holds. */
  function keep(write: () => void): void {
    try {
      write();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      say(`The queue cannot write its file (${why}); a restart would lose what is undelivered.`);
    }
  }

  function givenUp(letter: DeadLetter): void {
    const attributes = deadLetterAttributes(letter, project);
    const news = stamp('dead-letters', { data: letter.data, attributes });
    keep(() => store.bury(letter, news));
    say(givenUpWords(letter));
    lanes[news.subscription].take(news, 0);
  }

  function undelivered(): number {
    return Object.values(lanes).reduce((sum, lane) => sum + lane.undelivered(), 0);
  }

  function emptied(): void {
    if (undelivered() === 0) for (const waiter of waiters.splice(0)) waiter.resolve();
  }

  for (const { message, attempts } of store.undelivered())
    lanes[message.subscription].take(message, 0, attempts);

  return {
    publish(topic, message, delayMilliseconds = 0) {
      const taken = stamp(topic, message);
      keep(() => store.add(taken));
      lanes[taken.subscription].take(taken, delayMilliseconds);
      return taken.id;
    },
    start(to) {
      urls = to;
      for (const lane of Object.values(lanes)) lane.start();
    },
    async idle() {
      if (undelivered() === 0) return;
      if (stopped) throw stoppedWith(undelivered());
      const waiter = Promise.withResolvers<void>();
      waiters.push(waiter);
      await waiter.promise;
    },
    deadLetters: () => store.deadLetters(),
    counts() {
      const counts = Object.entries(lanes).map(([name, lane]) => [name, lane.counts()]);
      return Object.fromEntries(counts) as Record<SubscriptionName, DeliveryCounts>;
    },
    async stop() {
      stopped = true;
      const grace = setTimeout(() => pusher.close(), retry.graceMilliseconds);
      await Promise.all(Object.values(lanes).map((lane) => lane.stop()));
      clearTimeout(grace);
      pusher.close();
      const left = undelivered();
      for (const waiter of waiters.splice(0)) waiter.reject(stoppedWith(left));
      return { undelivered: left };
    },
  };
}
