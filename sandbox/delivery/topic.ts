import {
  TOPICS as FUNCTION_TOPICS,
  type Topic as FunctionTopic,
} from '../../shared/domain/topics.ts';

/** The topics on which the functions meet, and the one for what none of them takes. */
export type Topic = FunctionTopic | 'dead-letters';
export const TOPICS: readonly Topic[] = [...Object.values(FUNCTION_TOPICS), 'dead-letters'];

/** Functions that messages are pushed to. */
export const PUSHED = ['evaluate', 'remediate', 'notify', 'sweep'] as const;
export type Pushed = (typeof PUSHED)[number];

/** The one push subscription of a topic. */
export interface Subscription {
  readonly name: string;
  readonly topic: Topic;
  readonly pushedTo: Pushed;
  /** Whether the last failed try sends the message to `dead-letters`; without it there is no last try. */
  readonly deadLetters: boolean;
  /** How long Google Cloud's Pub/Sub waits for the answer to a push. */
  readonly ackDeadlineSeconds: number;
}

/** As infra/subscriptions.tf has them on Google Cloud. */
export const SUBSCRIPTIONS = [
  {
    name: 'audit-events-evaluate',
    topic: 'audit-events',
    pushedTo: 'evaluate',
    deadLetters: true,
    ackDeadlineSeconds: 120,
  },
  {
    name: 'decisions-remediate',
    topic: 'decisions',
    pushedTo: 'remediate',
    deadLetters: true,
    ackDeadlineSeconds: 600,
  },
  {
    name: 'approvals-remediate',
    topic: 'approvals',
    pushedTo: 'remediate',
    deadLetters: true,
    ackDeadlineSeconds: 600,
  },
  {
    name: 'outcomes-notify',
    topic: 'outcomes',
    pushedTo: 'notify',
    deadLetters: true,
    ackDeadlineSeconds: 120,
  },
  {
    name: 'sweeps-sweep',
    topic: 'sweeps',
    pushedTo: 'sweep',
    deadLetters: true,
    ackDeadlineSeconds: 600,
  },
  {
    name: 'rechecks-evaluate',
    topic: 'rechecks',
    pushedTo: 'evaluate',
    deadLetters: true,
    ackDeadlineSeconds: 600,
  },
  {
    name: 'ticks-evaluate',
    topic: 'ticks',
    pushedTo: 'evaluate',
    deadLetters: true,
    ackDeadlineSeconds: 120,
  },
  // The end of the line: whoever must raise the alert is tried until it answers.
  {
    name: 'dead-letters-notify',
    topic: 'dead-letters',
    pushedTo: 'notify',
    deadLetters: false,
    ackDeadlineSeconds: 120,
  },
] as const satisfies readonly Subscription[];
export type SubscriptionName = (typeof SUBSCRIPTIONS)[number]['name'];

const BY_TOPIC = Object.fromEntries(SUBSCRIPTIONS.map((one) => [one.topic, one])) as Readonly<
  Record<Topic, (typeof SUBSCRIPTIONS)[number]>
>;

export function subscriptionOf(topic: Topic): (typeof SUBSCRIPTIONS)[number] {
  return BY_TOPIC[topic];
}

export function isTopic(name: string): name is Topic {
  return TOPICS.some((topic) => topic === name);
}
