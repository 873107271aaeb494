import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SUBSCRIPTIONS } from '../../../sandbox/delivery/topic.ts';
import { all, bindingsOf, EMAIL, outputsOf, PUSHES } from './scenarios.ts';

const Pushed = z.object({
  dead_letter_policy: z.array(z.unknown()),
  message_retention_duration: z.string(),
  push_config: z.array(z.object({ oidc_token: z.array(z.unknown()) })),
});
/** What infra/ makes of topics and subscriptions. */
export function topicsSuite(): void {
  describe('topics and subscriptions', () => {
    it('gives each topic one publisher', () => {
      const publishers = Object.keys(all('local', 'data.google_iam_policy.publisher')).map(
        (topic) => [topic, bindingsOf('local', `data.google_iam_policy.publisher["${topic}"]`)],
      );
      const one = (member: unknown) => [['roles/pubsub.publisher', [member]]];
      const sink = outputsOf('local')['sink'] as { readonly writer_identity: string };
      expect(Object.fromEntries(publishers)).toEqual({
        'audit-events': one(sink.writer_identity),
        decisions: one(`serviceAccount:${EMAIL('evaluate')}`),
        outcomes: one(`serviceAccount:${EMAIL('remediate')}`),
        approvals: one(`serviceAccount:${EMAIL('console')}`),
        rechecks: one(`serviceAccount:${EMAIL('sweep')}`),
        sweeps: one(
          'serviceAccount:service-310000000009@gcp-sa-cloudscheduler.iam.gserviceaccount.com',
        ),
        ticks: one(
          'serviceAccount:service-310000000009@gcp-sa-cloudscheduler.iam.gserviceaccount.com',
        ),
        'dead-letters': one(
          'serviceAccount:service-310000000009@gcp-sa-pubsub.iam.gserviceaccount.com',
        ),
      });
    });

    it('pushes what the local organization pushes', () => {
      const pushed = Object.entries(all('local', 'google_pubsub_subscription.push')).map(
        ([name, one]) => {
          const { dead_letter_policy, message_retention_duration } = Pushed.parse(one);
          return [name, dead_letter_policy.length, message_retention_duration];
        },
      );
      expect(pushed).toEqual(
        [...SUBSCRIPTIONS]
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map(({ name, deadLetters, retentionSeconds }) => [
            name,
            deadLetters ? 1 : 0,
            `${retentionSeconds}s`,
          ]),
      );
    });

    it('keeps a tick no longer than the least that Pub/Sub keeps anything, and buries none', () => {
      const pushed = all('local', 'google_pubsub_subscription.push');
      expect(pushed['ticks-evaluate']).toMatchObject({
        message_retention_duration: '600s',
        dead_letter_policy: [],
      });
      expect(Object.keys(all('local', 'google_pubsub_subscription_iam_member.forwarder'))).toEqual([
        'approvals-remediate',
        'audit-events-evaluate',
        'decisions-remediate',
        'outcomes-notify',
        'rechecks-evaluate',
        'sweeps-sweep',
      ]);
    });

    it('pushes approvals to remediate as decisions are, so that it knows them for its own', () => {
      const pushed = all('local', 'google_pubsub_subscription.push');
      const [approvals, decisions] = ['approvals-remediate', 'decisions-remediate'].map(
        (name) => Pushed.parse(pushed[name]).push_config[0]?.oidc_token,
      );
      expect(approvals).toEqual([
        expect.objectContaining({ service_account_email: EMAIL('push-remediate') }),
      ]);
      expect(approvals).toEqual(decisions);
    });

    it.each(Object.keys(PUSHES))('lets the pushes to %s alone call it', (name) => {
      expect(bindingsOf('local', `data.google_iam_policy.invoker["${name}"]`)).toEqual([
        ['roles/run.invoker', [`serviceAccount:${EMAIL(`push-${name}`)}`]],
      ]);
      const [push] = Pushed.parse(
        all('local', 'google_pubsub_subscription.push')[PUSHES[name] ?? ''],
      ).push_config;
      expect(push?.oidc_token).toEqual([
        {
          service_account_email: EMAIL(`push-${name}`),
          audience: `https://europe-west1-bailiff-prod.cloudfunctions.net/bailiff-${name}`,
        },
      ]);
    });
  });
}
