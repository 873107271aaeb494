import {
  FUNCTIONS,
  PUSH_SUBSCRIPTIONS,
  TOPIC_PUBLISHERS,
  type TopicName,
} from '../../shared/deployed/parts.ts';

/** The topics on which the functions meet, and the one for what none of them takes. */
export type Topic = TopicName;
export const TOPICS = Object.keys(TOPIC_PUBLISHERS) as Topic[];

/** Functions that messages are pushed to. */
export const PUSHED = ['evaluate', 'remediate', 'notify', 'sweep'] as const;
export type Pushed = (typeof PUSHED)[number];

/** The one push subscription of a topic. */
export interface Subscription {
  readonly name: SubscriptionName;
  readonly topic: Topic;
  /** On Google Cloud re-checks and ticks have instances of their own; here evaluate takes all. */
  readonly pushedTo: Pushed;
  /** Whether the last failed try sends the message to `dead-letters`; without it there is no last try. */
  readonly deadLetters: boolean;
  /** How old a message may become without an acknowledgement; then it is dropped. */
  readonly retentionSeconds: number;
  /** How long Google Cloud's Pub/Sub waits for the answer to a push. */
  readonly ackDeadlineSeconds: number;
}
export type SubscriptionName = (typeof PUSH_SUBSCRIPTIONS)[number]['name'];

/** As on Google Cloud. */
export const SUBSCRIPTIONS: readonly Subscription[] = PUSH_SUBSCRIPTIONS.map(
  ({ name, topic, function: to, deadLetters, retentionSeconds }) => {
    const { runs, ackDeadlineSeconds } = FUNCTIONS[to];
    return { name, topic, pushedTo: runs, deadLetters, retentionSeconds, ackDeadlineSeconds };
  },
);

const BY_TOPIC = Object.fromEntries(SUBSCRIPTIONS.map((one) => [one.topic, one])) as Readonly<
  Record<Topic, Subscription>
>;

export function subscriptionOf(topic: Topic): Subscription {
  return BY_TOPIC[topic];
}

export function isTopic(name: string): name is Topic {
  return TOPICS.some((topic) => topic === name);
}
