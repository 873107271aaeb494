import { z } from 'zod';
import { KEPT, PUSH_SUBSCRIPTIONS } from '../../shared/deployed/parts.ts';
import type { Ask } from '../ask.ts';

/** A dead letter as Pub/Sub handed it out: it is the caller's for a minute, and comes back by itself after that. */
export interface Letter {
  readonly ackId: string;
  readonly messageId: string;
  /** The subscription that gave it up. */
  readonly subscription: string;
  /** Its topic; `undefined` where that subscription is none of Bailiff's, so that it can go nowhere. */
  readonly topic: string | undefined;
  /** When it was first published, RFC 3339. */
  readonly published: string;
  readonly message: Message;
}

interface Message {
  readonly data: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly orderingKey?: string | undefined;
}

const API = 'pubsub.googleapis.com';
const SOURCE = 'CloudPubSubDeadLetterSource';
const MOST_AT_ONCE = 50;

const Pulled = z.object({
  receivedMessages: z
    .array(
      z.object({
        ackId: z.string(),
        message: z.object({
          messageId: z.string(),
          publishTime: z.string().default(''),
          data: z.string().default(''),
          attributes: z.record(z.string(), z.string()).default({}),
          orderingKey: z.string().optional(),
        }),
      }),
    )
    .default([]),
});
type Received = z.infer<typeof Pulled>['receivedMessages'][number];
const Published = z.object({ messageIds: z.array(z.string()).min(1) });
const Done = z.object({});

/**
 * What dead-letters-kept holds. Every method throws ApiFailure.
 * https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions/pull
 */
export function keptLetters(ask: Ask, project: string) {
  const path = `/v1/projects/${project}/subscriptions/${KEPT}`;
  return {
    /** Some letters, at most `most`; none need not mean that none is left. */
    async pull(most: number): Promise<readonly Letter[]> {
      // Else Pub/Sub waits for a minute and more when there is none.
      const body = { maxMessages: Math.min(most, MOST_AT_ONCE), returnImmediately: true };
      const { receivedMessages } = await ask.post(API, `${path}:pull`, body, Pulled);
      return receivedMessages.map((one) => letterOf(one, project));
    },

    /** Publishes the letter on the topic that it came from, as it was before it was given up. */
    async publish({ topic, message }: Letter & { readonly topic: string }): Promise<void> {
      const body = { messages: [message] };
      await ask.post(API, `/v1/projects/${project}/topics/${topic}:publish`, body, Published);
    },

    /** Takes it off for good. */
    async acknowledge({ ackId }: Letter): Promise<void> {
      await ask.post(API, `${path}:acknowledge`, { ackIds: [ackId] }, Done);
    },

    /** Gives letters back, so that the next one who asks gets them at once. */
    async release(letters: readonly Letter[]): Promise<void> {
      if (letters.length === 0) return;
      const ackIds = letters.map(({ ackId }) => ackId);
      const body = { ackIds, ackDeadlineSeconds: 0 };
      await ask.post(API, `${path}:modifyAckDeadline`, body, Done);
    },
  };
}
export type KeptLetters = ReturnType<typeof keptLetters>;

function letterOf({ ackId, message }: Received, project: string): Letter {
  const { attributes, data, messageId, publishTime, orderingKey } = message;
  const source = (name: string) => attributes[`${SOURCE}${name}`];
  const subscription = source('Subscription') ?? '';
  const ours = source('SubscriptionProject') === project;
  const known = PUSH_SUBSCRIPTIONS.find(({ name }) => ours && name === subscription);
  const own = Object.entries(attributes).filter(([name]) => !name.startsWith(SOURCE));
  return {
    ackId,
    messageId,
    subscription: subscription || '(not told)',
    topic: known?.topic,
    published: source('TopicPublishTime') ?? publishTime,
    message: {
      data,
      attributes: Object.fromEntries(own),
      ...(orderingKey === undefined || orderingKey === '' ? {} : { orderingKey }),
    },
  };
}
