import { z } from 'zod';
import { unless } from '../../shared/gcp/call.ts';
import type { Patient } from './patient.ts';

/** https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions */
const Subscription = z.object({
  topic: z.string().default(''),
  state: z.string().default('ACTIVE'),
  detached: z.boolean().default(false),
  filter: z.string().default(''),
  ackDeadlineSeconds: z.number().default(0),
  messageRetentionDuration: z.string().default(''),
  pushConfig: z
    .object({
      pushEndpoint: z.string().default(''),
      oidcToken: z
        .object({ serviceAccountEmail: z.string().default(''), audience: z.string().default('') })
        .optional(),
    })
    .default({ pushEndpoint: '' }),
  deadLetterPolicy: z
    .object({ deadLetterTopic: z.string().default(''), maxDeliveryAttempts: z.number().default(0) })
    .optional(),
  retryPolicy: z
    .object({ minimumBackoff: z.string().default(''), maximumBackoff: z.string().default('') })
    .optional(),
  expirationPolicy: z.object({ ttl: z.string().optional() }).optional(),
});
export type Subscription = z.infer<typeof Subscription>;

/** Answers `undefined` where there is no such subscription in Bailiff's project. */
export function readSubscription(
  { ask, deployment }: Patient,
  name: string,
): Promise<Subscription | undefined> {
  const path = `/v1/projects/${deployment.project}/subscriptions/${name}`;
  return unless([404], ask.get('pubsub.googleapis.com', path, Subscription));
}
