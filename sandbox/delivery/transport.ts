import type { DeadLetter, NewMessage } from './message.ts';
import type { Pushed, SubscriptionName, Topic } from './topic.ts';

/** What carries messages to the functions: at least once, in no promised order, and to a dead letter at the end. */
export interface Transport {
  /**
   * Takes a message in once the delay is over, and answers its id; it is pushed once the transport has started. Rejects
   * when it was not taken in.
   */
  publish(topic: Topic, message: NewMessage, delayMilliseconds?: number): string | Promise<string>;
  /** Begins to push, what was published before included. */
  start(urls: Readonly<Record<Pushed, string>>): void;
  /** Resolves when nothing waits and nothing is under way; rejects when the transport stops before that. */
  idle(): Promise<void>;
  deadLetters(): readonly DeadLetter[];
  counts(): Readonly<Record<SubscriptionName, DeliveryCounts>>;
  /** Pushes nothing more and waits for what is under way. */
  stop(): Promise<{ readonly undelivered: number }>;
}

export interface DeliveryCounts {
  readonly published: number;
  readonly acknowledged: number;
  /** Tries that were not acknowledged. */
  readonly failed: number;
  readonly deadLettered: number;
  /** Dropped unacknowledged, since they had become too old. */
  readonly lapsed: number;
  /** Waiting or under way. */
  readonly undelivered: number;
}

/** Why `idle` rejects. */
export function stoppedWith(undelivered: number): Error {
  return new Error(`The queue has stopped with ${undelivered} messages undelivered.`);
}
