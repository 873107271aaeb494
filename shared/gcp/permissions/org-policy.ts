import type { PermissionsOf } from '../../domain/permission.ts';
import type { organizationPolicies } from '../org-policy.ts';

export const organizationPolicyPermissions = {
  effective: [
    {
      permission: 'orgpolicy.policy.get',
      on: 'project',
      why: "Tells whether the account's project lets other projects use its accounts.",
      without: 'Findings about accounts of other projects are indeterminate and held at ticket.',
    },
    {
      permission: 'orgpolicy.constraints.list',
      on: 'project',
      why: 'Tells what holds by default where nobody has set that policy.',
      without:
        'Where nobody has set it, findings about accounts of other projects are indeterminate and held at ticket.',
    },
  ],
} as const satisfies PermissionsOf<ReturnType<typeof organizationPolicies>>;
