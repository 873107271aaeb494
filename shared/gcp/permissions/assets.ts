import type { PermissionsOf } from '../../domain/permission.ts';
import type { assets } from '../assets.ts';

export const assetPermissions = {
  jobs: [
    {
      permission: 'cloudasset.assets.searchAllResources',
      on: 'organization',
      why: 'Lists every Cloud Run job of the organization.',
      without:
        'The sweep fails and is delivered again until it is a dead letter, which raises an alert; jobs that no event tells of stay unknown.',
    },
  ],
} as const satisfies PermissionsOf<ReturnType<typeof assets>>;
