import { type DeadLetter, givenUpWords, lapsedWords, type Message } from '../message.ts';
import { SUBSCRIPTIONS, type SubscriptionName } from '../topic.ts';
import type { DeliveryCounts } from '../transport.ts';

/** What became of messages that somebody else delivers, as far as their pushes tell. */
export interface Deliveries {
  /** Unless a push has told of it before. */
  published(message: Message): void;
  /** A push has come; answers which try it is. A message that nobody told of counts as published now. */
  tried(message: Message): number;
  acknowledged(message: Message): void;
  failed(message: Message, because: string): void;
  /** A message, of which nobody need have told, is dropped: it is older than its subscription keeps it. */
  lapsed(message: Message): void;
  undelivered(): number;
  counts(): Readonly<Record<SubscriptionName, DeliveryCounts>>;
  /** The newest thousand, oldest first. */
  deadLetters(): readonly DeadLetter[];
}

export interface DeliveriesOptions {
  /** Where a line for the operator goes. */
  readonly say: (line: string) => void;
  /** Called whenever a message has come to its end. */
  readonly ended: () => void;
}

interface Open {
  readonly message: Message;
  attempts: number;
  because: string;
}

const NOTHING_YET = { published: 0, acknowledged: 0, failed: 0, deadLettered: 0, lapsed: 0 };
const SOURCE = 'CloudPubSubDeadLetterSource';
const DEAD_LETTERS_KEPT = 1_000;

export function createDeliveries({ say, ended }: DeliveriesOptions): Deliveries {
  const letters: DeadLetter[] = [];
  const lanes = new Map(
    SUBSCRIPTIONS.map((subscription) => [
      subscription.name as SubscriptionName,
      { subscription, open: new Map<string, Open>(), ...NOTHING_YET },
    ]),
  );

  function laneOf(name: string) {
    const lane = lanes.get(name as SubscriptionName);
    if (lane === undefined) throw new Error(`${name} is no subscription here.`);
    return lane;
  }

  function published(message: Message): Open {
    const lane = laneOf(message.subscription);
    const there = lane.open.get(message.id);
    if (there !== undefined) return there;
    const open = { message, attempts: 0, because: 'it was never pushed' };
    lane.open.set(message.id, open);
    lane.published += 1;
    bury(message);
    return open;
  }

  /** Pub/Sub gives a dead letter an id of its own, so the message that it was is known by what it holds. */
  function bury({ data, attributes }: Message): void {
    const source = attributes[`${SOURCE}Subscription`];
    if (source === undefined) return;
    const lane = laneOf(source);
    const [open] = [...lane.open.values()]
      .filter(({ message }) => message.data === data)
      .sort((a, b) => b.attempts - a.attempts);
    if (open === undefined) return;
    lane.open.delete(open.message.id);
    lane.deadLettered += 1;
    const attempts = Number(attributes[`${SOURCE}DeliveryCount`]);
    const { message, because } = open;
    const letter = { ...message, attempts, at: new Date().toISOString(), because };
    letters.push(letter);
    if (letters.length > DEAD_LETTERS_KEPT) letters.shift();
    say(givenUpWords(letter));
  }

  return {
    published: (message) => void published(message),
    tried(message) {
      const open = published(message);
      open.attempts += 1;
      return open.attempts;
    },
    acknowledged({ id, subscription }) {
      const lane = laneOf(subscription);
      // A push that took too long comes twice.
      if (!lane.open.delete(id)) return;
      lane.acknowledged += 1;
      ended();
    },
    failed({ id, subscription }, because) {
      const lane = laneOf(subscription);
      lane.failed += 1;
      const open = lane.open.get(id);
      if (open !== undefined) open.because = because;
    },
    lapsed(message) {
      const lane = laneOf(message.subscription);
      published(message);
      lane.open.delete(message.id);
      lane.lapsed += 1;
      say(lapsedWords(message, lane.subscription));
      ended();
    },
    undelivered: () => [...lanes.values()].reduce((sum, { open }) => sum + open.size, 0),
    counts() {
      const counts = [...lanes].map(([name, { open, subscription: _, ...rest }]) => [
        name,
        { ...rest, undelivered: open.size },
      ]);
      return Object.fromEntries(counts) as Record<SubscriptionName, DeliveryCounts>;
    },
    deadLetters: () => letters,
  };
}
