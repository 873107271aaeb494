import type { PermissionsOf, PermissionUse } from '../../domain/permission.ts';
import type { objects } from '../objects.ts';

const READ = {
  permission: 'storage.objects.get',
  on: 'object',
  why: 'Reads the policy file.',
  without:
    'A running instance keeps the last good policy and an alert tells of it; one that starts handles nothing until it can read.',
} as const satisfies PermissionUse;

export const objectPermissions = {
  latest: [READ],
  text: [READ],
  versions: [
    {
      permission: 'storage.objects.list',
      on: 'bucket',
      why: 'Finds the earlier versions of the policy file, to know which one is in force.',
      without:
        'After an upload, nothing that it asks for counts as allowed before: all of it is held at ticket for policy_delay, and an alert says so.',
    },
  ],
} as const satisfies PermissionsOf<ReturnType<typeof objects>>;
