import { type DeadLetter, lapsed, type Message, pushBody } from './message.ts';
import { createPump } from './pump.ts';
import type { Pusher } from './push.ts';
import { backoff, type RetrySettings } from './retry.ts';
import type { Subscription } from './topic.ts';
import type { DeliveryCounts } from './transport.ts';

export interface LaneOptions {
  readonly subscription: Subscription;
  readonly project: string;
  readonly retry: RetrySettings;
  readonly pusher: Pusher;
  /** Where the subscriber answers. */
  readonly url: () => string;
  /** A try begins. */
  readonly tried: (id: string, attempts: number) => void;
  readonly acknowledged: (id: string) => void;
  /** The last try has failed. */
  readonly givenUp: (letter: DeadLetter) => void;
  /** Older than the subscription keeps it, and not acknowledged. */
  readonly dropped: (message: Message) => void;
  readonly emptied: () => void;
}

/** What happens to the messages of one subscription. */
export interface Lane {
  /** @param attempts how often an earlier process has tried. */
  take(message: Message, delayMilliseconds: number, attempts?: number): void;
  start(): void;
  stop(): Promise<void>;
  undelivered(): number;
  counts(): DeliveryCounts;
}

interface Delivery {
  readonly message: Message;
  attempts: number;
}

export function createLane(options: LaneOptions): Lane {
  const { subscription, project, retry, pusher } = options;
  const endless = !subscription.deadLetters;
  const counts = { published: 0, acknowledged: 0, failed: 0, deadLettered: 0, lapsed: 0 };
  const { concurrency } = retry;
  const pump = createPump<Delivery>({ concurrency, run: deliver, emptied: options.emptied });
  let stopped = false;

  async function deliver(delivery: Delivery): Promise<number | undefined> {
    const { message } = delivery;
    if (lapsed(message, subscription)) {
      counts.lapsed += 1;
      options.dropped(message);
      return undefined;
    }
    delivery.attempts += 1;
    options.tried(message.id, delivery.attempts);
    const body = pushBody(message, project, endless ? undefined : delivery.attempts);
    const answer = await pusher.push(options.url(), body);
    if (answer.kind === 'failed') return failed(delivery, answer.because);
    counts.acknowledged += 1;
    options.acknowledged(message.id);
    return undefined;
  }

  function failed({ message, attempts }: Delivery, why: string): number | undefined {
    counts.failed += 1;
    // A try that the stop itself broke off must not be the last one.
    if (endless || stopped || attempts < retry.maxDeliveryAttempts)
      return backoff(retry, attempts, endless);
    counts.deadLettered += 1;
    const because = `${subscription.pushedTo} ${why}`;
    options.givenUp({ ...message, attempts, at: new Date().toISOString(), because });
    return undefined;
  }

  return {
    take(message, delayMilliseconds, attempts = 0) {
      counts.published += 1;
      pump.add({ message, attempts }, delayMilliseconds);
    },
    start: pump.start,
    stop() {
      stopped = true;
      return pump.stop();
    },
    undelivered: pump.size,
    counts: () => ({ ...counts, undelivered: pump.size() }),
  };
}
