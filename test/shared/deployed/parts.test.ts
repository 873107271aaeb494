import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  DATABASE,
  FUNCTIONS,
  KEPT,
  LONGEST_RETENTION_SECONDS,
  MAX_DELIVERY_ATTEMPTS,
  PUSH_SUBSCRIPTIONS,
  RETRY,
  SCHEDULED,
  SINK,
  TOPIC_PUBLISHERS,
} from '../../../shared/deployed/parts.ts';
import { ROLES } from '../../../shared/deployed/roles.ts';
import { localOf, readConfiguration } from '../../infra/configuration.ts';

const infra = await readConfiguration('infra');
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
const Roles = z.record(z.string(), z.object({ permissions: z.array(z.string()) }));
const Publishers = z.record(z.string(), z.string());

/** The one body of a resource. */
function resource(file: string, type: string, name: string): unknown {
  return infra[file]?.resource[type]?.[name]?.[0];
}

describe('the parts of a deployment, as doctor looks for them', () => {
  it('are the subscriptions of infra', () => {
    const made = Subscriptions.parse(localOf(infra, 'push_subscriptions'));
    const looked = PUSH_SUBSCRIPTIONS.map((one) => [
      one.name,
      {
        topic: one.topic,
        function: one.function,
        dead_letters: one.deadLetters,
        retention_seconds: one.retentionSeconds,
      },
    ]);
    expect(Object.fromEntries(looked)).toEqual(made);
    expect(localOf(infra, 'max_delivery_attempts')).toBe(MAX_DELIVERY_ATTEMPTS);
    expect(resource('subscriptions.tf', 'google_pubsub_subscription', 'push')).toMatchObject({
      message_retention_duration: `\${each.value.retention_seconds}s`,
      retry_policy: [
        { minimum_backoff: RETRY.minimumBackoff, maximum_backoff: RETRY.maximumBackoff },
      ],
    });
    expect(
      resource('subscriptions.tf', 'google_pubsub_subscription', 'dead_letters'),
    ).toMatchObject({
      name: KEPT,
      message_retention_duration: `${LONGEST_RETENTION_SECONDS}s`,
    });
  });

  it('are the functions of infra, with their code and deadlines', () => {
    const made = Object.entries(Functions.parse(localOf(infra, 'functions')));
    expect(
      Object.fromEntries(
        made.map(([name, { bundle, ack_deadline_seconds }]) => [
          name,
          { runs: bundle, ackDeadlineSeconds: ack_deadline_seconds },
        ]),
      ),
    ).toEqual(FUNCTIONS);
  });

  it('are the topics of infra, each with its publisher', () => {
    const expressions = {
      sink: 'google_logging_organization_sink.audit.writer_identity',
      evaluate: 'google_service_account.function["evaluate"].member',
      remediate: 'google_service_account.function["remediate"].member',
      console: 'google_service_account.function["console"].member',
      sweep: 'google_service_account.function["sweep"].member',
      scheduler: 'local.scheduler_agent',
      pubsub: 'local.pubsub_agent',
    };
    const looked = Object.entries(TOPIC_PUBLISHERS).map(([topic, by]) => [topic, expressions[by]]);
    const made = Object.entries(Publishers.parse(localOf(infra, 'publishers')));
    expect(Object.fromEntries(looked)).toEqual(
      Object.fromEntries(made.map(([topic, by]) => [topic, by.replace(/^\$\{|\}$/g, '')])),
    );
  });

  it('are the custom roles of infra, permission by permission', () => {
    const made = Object.entries(Roles.parse(localOf(infra, 'roles')));
    expect(Object.fromEntries(ROLES.map(({ id, permissions }) => [id, permissions]))).toEqual(
      Object.fromEntries(made.map(([id, { permissions }]) => [id, permissions])),
    );
  });

  it('go by the names that infra gives them', () => {
    expect(resource('sink.tf', 'google_logging_organization_sink', 'audit')).toMatchObject({
      name: SINK,
    });
    expect(resource('firestore.tf', 'google_firestore_database', 'ledger')).toMatchObject({
      name: DATABASE,
    });
  });

  it('are asked for by the Scheduler jobs of infra', () => {
    const made = ['sweep', 'tick'].map((name) =>
      resource(`${name}.tf`, 'google_cloud_scheduler_job', name),
    );
    expect(made).toMatchObject(
      SCHEDULED.map(({ job, topic, asks }) => ({
        name: job,
        pubsub_target: [
          {
            topic_name: `\${google_pubsub_topic.topic["${topic}"].id}`,
            data: `\${base64encode(jsonencode({ kind = "${asks}" }))}`,
          },
        ],
      })),
    );
  });
});
