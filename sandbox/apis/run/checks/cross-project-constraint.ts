import { ApiError } from '../../../http/api-error.ts';
import { isEnforced } from '../../../organization/constraints.ts';
import type { Account, Organization, Project } from '../../../organization/state.ts';

const CONSTRAINT = 'iam.disableCrossProjectServiceAccountUsage';

/**
 * Refuses another project's account unless its own project lifts the constraint, which Google enforces by default. Only
 * the constraint's name is known of Google's words, so the sentence is this organization's own.
 */
export function requireCrossProjectUse(
  organization: Organization,
  project: Project,
  account: Account,
): void {
  if (account.project === project.id) return;
  if (!isEnforced(organization, `projects/${account.project}`, CONSTRAINT)) return;
  const subject = `projects/${account.project}/serviceAccounts/${account.email}`;
  const description = `Constraint constraints/${CONSTRAINT} violated: service account ${account.email} of project ${account.project} cannot be used in project ${project.id}.`;
  throw new ApiError('FAILED_PRECONDITION', description, [
    {
      '@type': 'type.googleapis.com/google.rpc.PreconditionFailure',
      violations: [{ type: `constraints/${CONSTRAINT}`, subject, description }],
    },
  ]);
}
