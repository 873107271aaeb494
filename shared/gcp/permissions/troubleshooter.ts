import type { PermissionsOf, PermissionUse } from '../../domain/permission.ts';
import type { troubleshooter } from '../troubleshooter.ts';
import { hierarchyPermissions } from './projects.ts';
import { rolePermissions } from './roles.ts';
import { accountReadingPermissions } from './service-accounts.ts';

const DENIALS =
  'An access that is granted counts as unknown, so the finding is indeterminate and held at ticket, or the remediation stops.';

// Policy Troubleshooter answers as far as its caller may read what the answer rests on.
const READS = [
  ...accountReadingPermissions.policy,
  ...hierarchyPermissions.policy,
  ...rolePermissions.permissions,
  {
    permission: 'iam.denypolicies.list',
    on: 'organization',
    why: 'Finds the deny policies above an account.',
    without: DENIALS,
  },
  {
    permission: 'iam.denypolicies.get',
    on: 'organization',
    why: 'Reads the deny policies above an account.',
    without: DENIALS,
  },
] as const satisfies readonly PermissionUse[];

export const troubleshooterPermissions = {
  access: [
    ...READS,
    {
      permission: 'secretmanager.secrets.getIamPolicy',
      on: 'secret',
      why: "Tells whether the account that a job is to get can read the job's secrets; it shows no secret.",
      without:
        'Where only the secret itself grants that, it is unknown: the finding is held at ticket.',
    },
  ],
  explain: READS,
} as const satisfies PermissionsOf<ReturnType<typeof troubleshooter>>;
