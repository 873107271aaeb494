import type { PermissionsOf } from '../../domain/permission.ts';
import type { secrets } from '../secrets.ts';

export const secretPermissions = {
  access: [
    {
      permission: 'secretmanager.versions.access',
      on: 'secret',
      why: 'Reads what a channel proves itself with, when it is used; on the secrets that the channels name alone.',
      without:
        'The tickets and alerts of that channel wait; after a while an alert on the others says so.',
    },
  ],
} as const satisfies PermissionsOf<ReturnType<typeof secrets>>;
