import type { NewMessage } from '../sandbox/delivery/message.ts';
import {
  type Pushed,
  type Subscription,
  subscriptionOf,
  type Topic,
} from '../sandbox/delivery/topic.ts';
import type { Push } from '../shared/push/push.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

interface Message {
  readonly id: string;
  readonly number: number;
  readonly subscription: Subscription;
  readonly data: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly publishTime: string;
  attempts: number;
}

/** Delivers a push to the function; rejects when it is not acknowledged, or when whoever had it died. */
export type Deliver = (to: Pushed, push: Push, name: string) => Promise<void>;

// As infra/subscriptions.tf has them.
const MOST_ATTEMPTS = 25;
const FIRST_BACKOFF_MS = 10_000;
const LONGEST_BACKOFF_MS = 600_000;
const PROJECT = 'bailiff-prod';

const LONGEST_DELAY_MS = 20 * 60_000;
const USUAL_DELAY_MS = 3_000;

/** The topics and their push subscriptions, as Pub/Sub promises them: at least once, in any order. */
export function createQueue(
  {
    scheduler,
    faults,
    random,
    trace,
  }: { scheduler: Scheduler; faults: Faults; random: Random; trace: Trace },
  deliver: Deliver,
) {
  const dead: { readonly subscription: string; readonly data: string }[] = [];
  const between: string[] = [];
  const newest = new Map<string, number>();
  let count = 0;

  function publish(topic: Topic, { data, attributes }: NewMessage): string {
    count += 1;
    const subscription = subscriptionOf(topic);
    const message: Message = {
      id: `m${count}`,
      number: count,
      subscription,
      data: Buffer.from(data, 'base64').toString('utf8'),
      attributes,
      publishTime: new Date(scheduler.now()).toISOString(),
      attempts: 0,
    };
    trace.add(`${message.id} is published on ${topic}: ${message.data.slice(0, 200)}`);
    if (topic !== 'audit-events' && topic !== 'dead-letters') between.push(message.data);
    const copies = faults.strikes('message duplicated') ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const late = faults.strikes('message delayed');
      later({ ...message }, random.below(late ? LONGEST_DELAY_MS : USUAL_DELAY_MS));
    }
    return message.id;
  }

  function later(message: Message, milliseconds: number): void {
    scheduler.after(milliseconds, () => void attempt(message));
  }

  async function attempt(message: Message): Promise<void> {
    const { subscription, id, number, data, attributes, publishTime } = message;
    if (scheduler.now() - Date.parse(publishTime) > subscription.retentionSeconds * 1000)
      return trace.add(`${id} is dropped, since nobody took it while it was kept`);
    if (number < (newest.get(subscription.name) ?? 0)) faults.note('message reordered');
    else newest.set(subscription.name, number);
    if (faults.strikes('message lost, then redelivered'))
      return later(message, 60_000 + random.below(540_000));
    message.attempts += 1;
    const push: Push = {
      messageId: id,
      data,
      attributes,
      publishTime,
      subscription: `projects/${PROJECT}/subscriptions/${subscription.name}`,
      deliveryAttempt: subscription.deadLetters ? message.attempts : undefined,
    };
    try {
      await deliver(
        subscription.pushedTo,
        push,
        `${id}${message.attempts > 1 ? `.${message.attempts}` : ''}`,
      );
      trace.add(`${id} is acknowledged`);
      if (faults.strikes('acknowledgement lost')) later(message, 10_000 + random.below(600_000));
    } catch (error) {
      trace.add(
        `${id} is not acknowledged: ${error instanceof Error ? error.message : String(error)}`,
      );
      retry(message);
    }
  }

  function retry(message: Message): void {
    const { subscription, attempts, data, attributes } = message;
    if (attempts >= MOST_ATTEMPTS && subscription.deadLetters) {
      trace.add(`${message.id} is a dead letter`);
      dead.push({ subscription: subscription.name, data });
      publish('dead-letters', {
        data: Buffer.from(data).toString('base64'),
        attributes: { ...attributes, CloudPubSubDeadLetterSourceSubscription: subscription.name },
      });
      return;
    }
    later(
      message,
      Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(attempts - 1, 10), LONGEST_BACKOFF_MS),
    );
  }

  return {
    publish,
    /** What no delivery got rid of. */
    dead: (): readonly { readonly subscription: string; readonly data: string }[] => dead,
    /** What the functions told one another. */
    between: (): readonly string[] => between,
  };
}
export type SimulatedQueue = ReturnType<typeof createQueue>;
