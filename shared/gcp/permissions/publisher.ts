import type { PermissionsOf } from '../../domain/permission.ts';
import type { publisher } from '../publisher.ts';

export const publisherPermissions = {
  publish: [
    {
      permission: 'pubsub.topics.publish',
      on: 'topic',
      why: 'Hands what was found or done to the next function.',
      without:
        'What was handled is delivered again until it is a dead letter, which raises an alert.',
    },
  ],
  publishText: [
    {
      permission: 'pubsub.topics.publish',
      on: 'topic',
      why: 'Tells a SIEM of findings and alerts, on the topic of a channel.',
      without:
        'What the channel is to be told of waits, and the other channels are told that it does.',
    },
  ],
} as const satisfies PermissionsOf<ReturnType<typeof publisher>>;
