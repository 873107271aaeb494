import { jobReaderPermissions } from '../../shared/gcp/permissions/jobs.ts';
import { organizationPolicyPermissions } from '../../shared/gcp/permissions/org-policy.ts';
import { hierarchyPermissions } from '../../shared/gcp/permissions/projects.ts';
import { accountReadingPermissions } from '../../shared/gcp/permissions/service-accounts.ts';
import { troubleshooterPermissions } from '../../shared/gcp/permissions/troubleshooter.ts';
import type { PermissionSet } from './permission-set.ts';

/** What remediate needs to read the world and judge it again, as evaluate does. */
export const READS: PermissionSet = {
  remediate: [
    ...jobReaderPermissions.read,
    ...jobReaderPermissions.runningExecutions,
    ...hierarchyPermissions.get,
    ...hierarchyPermissions.ancestors,
    ...hierarchyPermissions.policy,
    ...accountReadingPermissions.get,
    ...troubleshooterPermissions.explain,
    ...organizationPolicyPermissions.effective,
  ],
};
