import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DEPLOYED_RETRY } from '../../sandbox/delivery/retry.ts';
import { SUBSCRIPTIONS, TOPICS, type Topic } from '../../sandbox/delivery/topic.ts';
import { localOf, readConfiguration } from './configuration.ts';

const Subscriptions = z.record(
  z.string(),
  z.object({
    topic: z.string(),
    function: z.string(),
    dead_letters: z.boolean(),
    retention_seconds: z.number(),
  }),
);
const Functions = z.record(
  z.string(),
  z.object({ bundle: z.string(), ack_deadline_seconds: z.number() }),
);

const configuration = await readConfiguration('infra');
const functions = Functions.parse(localOf(configuration, 'functions'));
const subscriptions = Subscriptions.parse(localOf(configuration, 'push_subscriptions'));
const topics = z.object({ for_each: z.string() }).parse(resource('google_pubsub_topic', 'topic'));
const deployed = [...topics.for_each.matchAll(/"([a-z-]+)"/g)].map(([, name]) => name);
// The console publishes on it, which Terraform deploys only in a later version.
const LATER: readonly Topic[] = ['approvals'];

function resource(type: string, name: string): unknown {
  return Object.values(configuration).flatMap((file) => file.resource[type]?.[name] ?? [])[0];
}

describe('the transport of the local organization', () => {
  it('has the topics that Terraform makes', () => {
    const names = TOPICS.filter((name) => deployed.includes(name) || !LATER.includes(name));
    expect(names.toSorted()).toEqual(deployed.toSorted());
  });

  it('has the push subscriptions that Terraform makes, to the same functions', () => {
    const made = Object.entries(subscriptions).map(([name, one]) => ({
      name,
      topic: one.topic,
      pushedTo: functions[one.function]?.bundle,
      deadLetters: one.dead_letters,
      retentionSeconds: one.retention_seconds,
      ackDeadlineSeconds: functions[one.function]?.ack_deadline_seconds,
    }));
    const here = SUBSCRIPTIONS.filter(({ topic }) => deployed.includes(topic));
    expect(here.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
      made.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    );
  });

  it('knows how often and how soon Google Cloud tries again', () => {
    expect(localOf(configuration, 'max_delivery_attempts')).toBe(
      DEPLOYED_RETRY.maxDeliveryAttempts,
    );
    expect(resource('google_pubsub_subscription', 'push')).toMatchObject({
      retry_policy: [
        {
          minimum_backoff: `${DEPLOYED_RETRY.minimumBackoffSeconds}s`,
          maximum_backoff: `${DEPLOYED_RETRY.maximumBackoffSeconds}s`,
        },
      ],
    });
  });

  it('keeps no order, as none of the subscriptions does', () => {
    expect(resource('google_pubsub_subscription', 'push')).not.toHaveProperty(
      'enable_message_ordering',
    );
  });
});
