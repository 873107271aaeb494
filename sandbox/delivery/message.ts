import type { Subscription, SubscriptionName } from './topic.ts';

/** What a publisher hands over. https://cloud.google.com/pubsub/docs/reference/rest/v1/PubsubMessage */
export interface NewMessage {
  /** Standard base64; empty when the message consists of attributes. */
  readonly data: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A message on its way to the one subscriber of its topic. */
export interface Message extends NewMessage {
  /** Decimal, unique in this queue and rising. */
  readonly id: string;
  readonly subscription: SubscriptionName;
  /** RFC 3339. */
  readonly publishTime: string;
}

/** A message that was given up after its last try, kept for people to look at. */
export interface DeadLetter extends Message {
  readonly attempts: number;
  /** RFC 3339. */
  readonly at: string;
  /** How the last try ended, e.g. `evaluate answered 500`. */
  readonly because: string;
}

/**
 * The push body of a message. Pub/Sub writes id and time in both spellings, and the attempt only for subscriptions
 * that have a dead-letter topic. https://cloud.google.com/pubsub/docs/push#receive_push
 */
export function pushBody(
  message: Message,
  project: string,
  deliveryAttempt: number | undefined,
): string {
  const { id, publishTime } = message;
  return JSON.stringify({
    message: {
      data: message.data,
      attributes: message.attributes,
      messageId: id,
      message_id: id,
      publishTime,
      publish_time: publishTime,
    },
    subscription: `projects/${project}/subscriptions/${message.subscription}`,
    ...(deliveryAttempt === undefined ? {} : { deliveryAttempt }),
  });
}

/** What Pub/Sub adds to the attributes of a message that it sends to a dead-letter topic. */
export function deadLetterAttributes(
  letter: DeadLetter,
  project: string,
): Readonly<Record<string, string>> {
  return {
    ...letter.attributes,
    CloudPubSubDeadLetterSourceDeliveryCount: String(letter.attempts),
    CloudPubSubDeadLetterSourceSubscription: letter.subscription,
    CloudPubSubDeadLetterSourceSubscriptionProject: project,
    CloudPubSubDeadLetterSourceTopicPublishTime: letter.publishTime,
  };
}

/** Whether a message has become older than its subscription keeps it. */
export function lapsed(
  { publishTime }: Message,
  { retentionSeconds }: Pick<Subscription, 'retentionSeconds'>,
): boolean {
  return Date.now() - Date.parse(publishTime) > retentionSeconds * 1_000;
}

/** What the operator is told of a message that has lapsed. */
export function lapsedWords(
  { id }: Message,
  { name, retentionSeconds }: Pick<Subscription, 'name' | 'retentionSeconds'>,
): string {
  return `Message ${id} of ${name} was dropped: it went without an answer for longer than the ${retentionSeconds} s that it is kept.`;
}

/** What the operator is told of a message given up. */
export function givenUpWords({ id, subscription, attempts, because }: DeadLetter): string {
  return `Message ${id} of ${subscription} was given up after ${attempts} tries: ${because}. It is kept as a dead letter.`;
}
