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
} as const satisfies PermissionsOf<ReturnType<typeof publisher>>;
