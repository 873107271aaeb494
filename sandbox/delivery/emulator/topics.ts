import { callEmulator } from '../../call-emulator.ts';
import type { NewMessage } from '../message.ts';
import type { RetrySettings } from '../retry.ts';
import { SUBSCRIPTIONS, type SubscriptionName, TOPICS, type Topic } from '../topic.ts';

export interface TopicsOptions {
  /** HOST:PORT of the Pub/Sub emulator. */
  readonly host: string;
  readonly project: string;
}

/** Bailiff's topics and subscriptions on the Pub/Sub emulator. Every method rejects with EmulatorFailure. */
export interface Topics {
  /** Makes all of them, with nothing in them, whatever was there before. */
  make(retry: RetrySettings, endpointOf: (name: SubscriptionName) => string): Promise<void>;
  /** Answers the message's id. */
  publish(topic: Topic, message: NewMessage): Promise<string>;
  /** After it nothing more is pushed. */
  removeSubscriptions(): Promise<void>;
  removeTopics(): Promise<void>;
}

const THERE_IS_NONE = 404;

/** https://cloud.google.com/pubsub/docs/reference/rest, as far as https://cloud.google.com/pubsub/docs/emulator has it. */
export function topicsOn({ host, project }: TopicsOptions): Topics {
  const named = (kind: 'topics' | 'subscriptions', name: string) =>
    `projects/${project}/${kind}/${name}`;
  const remove = async (kind: 'topics' | 'subscriptions', names: readonly string[]) => {
    await Promise.all(
      names.map((name) =>
        callEmulator(host, {
          method: 'DELETE',
          path: `v1/${named(kind, name)}`,
          fine: [THERE_IS_NONE],
        }),
      ),
    );
  };
  const put = (path: string, body: unknown) =>
    callEmulator(host, { method: 'PUT', path: `v1/${path}`, body });
  const seconds = (milliseconds: number) => `${milliseconds / 1000}s`;

  const topics: Topics = {
    async make(retry, endpointOf) {
      await topics.removeSubscriptions();
      await topics.removeTopics();
      await Promise.all(TOPICS.map((name) => put(named('topics', name), {})));
      await Promise.all(
        SUBSCRIPTIONS.map(({ name, topic, deadLetters, ackDeadlineSeconds }) =>
          put(named('subscriptions', name), {
            topic: named('topics', topic),
            ackDeadlineSeconds: Math.min(ackDeadlineSeconds, retry.ackDeadlineMilliseconds / 1000),
            pushConfig: { pushEndpoint: endpointOf(name) },
            retryPolicy: {
              minimumBackoff: seconds(retry.firstBackoffMilliseconds),
              maximumBackoff: seconds(retry.longestBackoffMilliseconds),
            },
            ...(deadLetters
              ? {
                  deadLetterPolicy: {
                    deadLetterTopic: named('topics', 'dead-letters'),
                    maxDeliveryAttempts: retry.maxDeliveryAttempts,
                  },
                }
              : {}),
          }),
        ),
      );
    },
    async publish(topic, { data, attributes }) {
      const { messageIds } = await callEmulator(host, {
        method: 'POST',
        path: `v1/${named('topics', topic)}:publish`,
        body: { messages: [{ data, attributes }] },
      });
      return String(Array.isArray(messageIds) ? messageIds[0] : '');
    },
    removeSubscriptions: () =>
      remove(
        'subscriptions',
        SUBSCRIPTIONS.map(({ name }) => name),
      ),
    removeTopics: () => remove('topics', TOPICS),
  };
  return topics;
}
