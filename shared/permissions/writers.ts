import { jobWriterPermissions } from '../gcp/permissions/job-writer.ts';
import { orgPolicyWritingPermissions } from '../gcp/permissions/own-org-policies.ts';
import { projectGrantingPermissions } from '../gcp/permissions/projects.ts';
import { accountWritingPermissions } from '../gcp/permissions/service-accounts.ts';
import type { Identity } from './identity.ts';

const by = 'bailiff-remediate, by tokens that live ten minutes';
const where = 'organization';

/** Who writes, one identity for each kind of write. Nothing runs as them. */
export const WRITERS = [
  {
    account: 'bailiff-job-writer',
    does: 'Moves a job to another account.',
    only: 'A ceiling of approve or remediate, and assign-service-account among the actions.',
    actions: ['assign-service-account'],
    by,
    grants: [
      {
        role: 'bailiffJobWriter',
        where,
        uses: [
          ...jobWriterPermissions.read,
          ...jobWriterPermissions.validate,
          ...jobWriterPermissions.replace,
        ],
      },
    ],
  },
  {
    account: 'bailiff-account-writer',
    does: 'Makes accounts and writes their policies.',
    only: 'A ceiling of approve or remediate, and assign-service-account, grant-token-creator or grant-act-as among the actions.',
    actions: ['assign-service-account', 'grant-token-creator', 'grant-act-as'],
    by,
    grants: [
      {
        role: 'bailiffAccountWriter',
        where,
        uses: [
          ...accountWritingPermissions.get,
          ...accountWritingPermissions.create,
          ...accountWritingPermissions.policy,
          ...accountWritingPermissions.setPolicy,
        ],
      },
    ],
  },
  {
    account: 'bailiff-role-granter',
    does: 'Gives the roles of dedicated_account_roles, and by an IAM condition no others, to accounts that Bailiff made.',
    only: 'A ceiling of approve or remediate, assign-service-account among the actions, and a list of dedicated_account_roles; the account is made only with that list.',
    actions: ['assign-service-account'],
    by,
    grants: [
      {
        role: 'bailiffRoleGranter',
        where,
        uses: [...projectGrantingPermissions.policy, ...projectGrantingPermissions.setPolicy],
      },
    ],
  },
  {
    account: 'bailiff-org-policy-writer',
    does: "Lets a project's accounts be used from other projects.",
    only: 'A ceiling of approve or remediate, and allow-cross-project-use among the actions; the account is made only with that action.',
    actions: ['allow-cross-project-use'],
    by,
    grants: [
      {
        role: 'bailiffOrgPolicyWriter',
        where,
        uses: [
          ...orgPolicyWritingPermissions.read,
          ...orgPolicyWritingPermissions.create,
          ...orgPolicyWritingPermissions.replace,
          ...orgPolicyWritingPermissions.remove,
        ],
      },
    ],
  },
] as const satisfies readonly Identity[];
