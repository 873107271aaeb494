import { ApiError } from '../../http/api-error.ts';
import { isEnforced } from '../../organization/constraints.ts';
import type { Organization } from '../../organization/state.ts';

const CONSTRAINT = 'iam.disableServiceAccountCreation';

/**
 * Refuses a new account where an organization policy forbids them. The constraint's name and the shape are Google's; the
 * sentence is this organization's own.
 * https://cloud.google.com/resource-manager/docs/organization-policy/restricting-service-accounts
 */
export function requireCreationAllowed(organization: Organization, project: string): void {
  if (!isEnforced(organization, `projects/${project}`, CONSTRAINT)) return;
  const description = `Service account creation is not allowed in project ${project}.`;
  const violation = {
    type: `constraints/${CONSTRAINT}`,
    subject: `projects/${project}?configvalue=${project}`,
    description,
  };
  throw new ApiError('FAILED_PRECONDITION', description, [
    { '@type': 'type.googleapis.com/google.rpc.PreconditionFailure', violations: [violation] },
  ]);
}
