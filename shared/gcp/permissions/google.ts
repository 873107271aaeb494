import type { PermissionsOf } from '../../domain/permission.ts';

export const impersonationPermissions = {
  impersonate: [
    {
      permission: 'iam.serviceAccounts.getAccessToken',
      on: 'service account',
      why: 'Becomes one of the writers, for ten minutes, whenever a step writes.',
      without: 'Every step fails before it has changed anything, and the finding says so.',
    },
  ],
} as const satisfies PermissionsOf<Record<'impersonate', unknown>>;
