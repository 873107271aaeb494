import type { PermissionsOf } from '../../domain/permission.ts';
import type { roles } from '../roles.ts';

export const rolePermissions = {
  permissions: [
    {
      permission: 'iam.roles.get',
      on: 'role',
      why: 'Tells what a custom role holds.',
      without:
        'Custom roles are given to no dedicated account, and an access that rests on one is unknown: the finding is held at ticket.',
    },
  ],
} as const satisfies PermissionsOf<ReturnType<typeof roles>>;
