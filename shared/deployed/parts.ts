import type { Topic } from '../domain/topics.ts';

/** The topics, and who alone may publish on each. A test compares all of this with infra. */
export const TOPIC_PUBLISHERS = {
  'audit-events': 'sink',
  decisions: 'evaluate',
  outcomes: 'remediate',
  approvals: 'console',
  rechecks: 'sweep',
  sweeps: 'scheduler',
  ticks: 'scheduler',
  'dead-letters': 'pubsub',
} as const satisfies Readonly<Record<Topic | 'dead-letters', string>>;
export type TopicName = keyof typeof TOPIC_PUBLISHERS;

/**
 * The functions that messages are pushed to, by the end of their names; whose code and identity each has, and how long
 * a push to it may take. The console, to which nothing is pushed, is none of them.
 */
export const FUNCTIONS = {
  evaluate: { runs: 'evaluate', ackDeadlineSeconds: 120 },
  recheck: { runs: 'evaluate', ackDeadlineSeconds: 600 },
  tick: { runs: 'evaluate', ackDeadlineSeconds: 120 },
  remediate: { runs: 'remediate', ackDeadlineSeconds: 600 },
  notify: { runs: 'notify', ackDeadlineSeconds: 120 },
  sweep: { runs: 'sweep', ackDeadlineSeconds: 600 },
} as const;
export type FunctionName = keyof typeof FUNCTIONS;
export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as FunctionName[];

export interface PushSubscription {
  readonly name: string;
  readonly topic: TopicName;
  readonly function: FunctionName;
  /** Whether the last failed try sends the message to `dead-letters`; without it there is no last try. */
  readonly deadLetters: boolean;
  /** How old a message may become without an acknowledgement; then it is dropped. */
  readonly retentionSeconds: number;
}

/** The longest that Pub/Sub keeps a message: 31 days. */
export const LONGEST_RETENTION_SECONDS = 2_678_400;
const EVENT = { deadLetters: true, retentionSeconds: LONGEST_RETENTION_SECONDS } as const;
/** Worth nothing after the next one; ten minutes is the least that Pub/Sub keeps a message. */
const TICK = { deadLetters: false, retentionSeconds: 600 } as const;
/** The end of the line: whoever must raise the alert is tried until it answers. */
const NEWS = { deadLetters: false, retentionSeconds: LONGEST_RETENTION_SECONDS } as const;

/** The one push subscription of each topic. */
export const PUSH_SUBSCRIPTIONS = [
  { name: 'audit-events-evaluate', topic: 'audit-events', function: 'evaluate', ...EVENT },
  { name: 'decisions-remediate', topic: 'decisions', function: 'remediate', ...EVENT },
  { name: 'approvals-remediate', topic: 'approvals', function: 'remediate', ...EVENT },
  { name: 'outcomes-notify', topic: 'outcomes', function: 'notify', ...EVENT },
  { name: 'sweeps-sweep', topic: 'sweeps', function: 'sweep', ...EVENT },
  { name: 'rechecks-evaluate', topic: 'rechecks', function: 'recheck', ...EVENT },
  { name: 'ticks-evaluate', topic: 'ticks', function: 'tick', ...TICK },
  { name: 'dead-letters-notify', topic: 'dead-letters', function: 'notify', ...NEWS },
] as const satisfies readonly PushSubscription[];

export const MAX_DELIVERY_ATTEMPTS = 25;
export const RETRY = { minimumBackoff: '10s', maximumBackoff: '600s' } as const;
/** The subscription that keeps dead letters for people. */
export const KEPT = 'dead-letters-kept';
export const SINK = 'bailiff';
export const DATABASE = 'bailiff';

/** The Scheduler jobs: what each publishes where, and when, in UTC, unless the owner chose another time. */
export const SCHEDULED = [
  { job: 'bailiff-sweep', topic: 'sweeps', asks: 'sweep', schedule: '17 3 * * *' },
  { job: 'bailiff-tick', topic: 'ticks', asks: 'tick', schedule: '* * * * *' },
] as const satisfies readonly {
  readonly job: string;
  readonly topic: TopicName;
  readonly asks: string;
  readonly schedule: string;
}[];
