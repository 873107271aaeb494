import type { PermissionsOf } from '../../domain/permission.ts';
import type { ownOrgPolicies } from '../own-org-policies.ts';

type Policies = ReturnType<typeof ownOrgPolicies>;

const REFUSED =
  'The constraint stays as it is, the remediation fails, and what it granted is taken back.';

/** As remediate itself, which looks before an approver is asked. */
export const orgPolicyReadingPermissions = {
  read: [
    {
      permission: 'orgpolicy.policy.get',
      on: 'project',
      why: 'Tells since when the constraint is enforced, and shows it to the approver.',
      without: 'Nothing is proposed; the finding is held at ticket.',
    },
  ],
} as const satisfies PermissionsOf<Pick<Policies, 'read'>>;

export const orgPolicyWritingPermissions = {
  read: [
    {
      permission: 'orgpolicy.policy.get',
      on: 'project',
      why: "Reads the project's own policy with its etag, to change it or to put it back.",
      without: REFUSED,
    },
  ],
  create: [
    {
      permission: 'orgpolicy.policies.create',
      on: 'project',
      why: 'Lifts the constraint in a project that has no policy of its own.',
      without: REFUSED,
    },
  ],
  replace: [
    {
      permission: 'orgpolicy.policies.update',
      on: 'project',
      why: 'Lifts the constraint in a project that has a policy of its own, and puts that policy back.',
      without: REFUSED,
    },
  ],
  remove: [
    {
      permission: 'orgpolicy.policies.delete',
      on: 'project',
      why: 'Takes the policy away again that Bailiff made, when a remediation is put back or undone.',
      without: 'The constraint stays lifted, and the finding says that putting it back failed.',
    },
  ],
} as const satisfies PermissionsOf<Policies>;
