import type { PermissionSet } from './permission-set.ts';

/**
 * What remediate needs to read the world and judge it again, as evaluate does: the job, its executions, the way up, and
 * whether an account may be used across projects.
 */
export const READS: PermissionSet = {
  remediate: [
    'run.jobs.get',
    'run.executions.list',
    'resourcemanager.projects.get',
    'resourcemanager.projects.getIamPolicy',
    'resourcemanager.folders.getIamPolicy',
    'resourcemanager.organizations.getIamPolicy',
    'orgpolicy.policy.get',
    // Without it, a deny policy above an account hides whether anybody may use that account.
    'iam.denypolicies.get',
  ],
};
