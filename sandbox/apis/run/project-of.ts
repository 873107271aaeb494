import { ApiError, errorInfo } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { findProject } from '../../organization/hierarchy.ts';
import { CLOUD_RUN } from '../../organization/service-agent.ts';
import type { Project } from '../../organization/state.ts';

/**
 * The project that the path names by id or number, which has Cloud Run enabled. One that does not exist gets the refusal that one out of reach
 * would get, so nobody learns which it is.
 */
export function projectOf(
  call: Call,
  permission: string,
  shownAs: (project: string) => string,
): Project {
  const named = call.params['project'] ?? '';
  const project = findProject(call.organization, named);
  if (project?.services.has(CLOUD_RUN) === false) throw disabledIn(project);
  if (project !== undefined) return project;
  throw new ApiError('PERMISSION_DENIED', denialText(permission, shownAs(named)));
}

/** Cloud Run's own words, which differ a little from those of other APIs. */
export function denialText(permission: string, resource: string): string {
  return `Permission '${permission}' denied on resource '${resource}' (or resource may not exist).`;
}

function disabledIn({ number }: Project): ApiError {
  return new ApiError(
    'PERMISSION_DENIED',
    `Cloud Run Admin API has not been used in project ${number} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/run.googleapis.com/overview?project=${number} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`,
    [
      errorInfo('SERVICE_DISABLED', 'googleapis.com', {
        service: CLOUD_RUN,
        consumer: `projects/${number}`,
      }),
    ],
  );
}
