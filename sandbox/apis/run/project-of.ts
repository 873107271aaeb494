import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { findProject } from '../../organization/hierarchy.ts';
import type { Project } from '../../organization/state.ts';

/**
 * The project that the path names by id or number. One that does not exist gets the refusal that one out of reach
 * would get, so nobody learns which it is.
 */
export function projectOf(
  call: Call,
  permission: string,
  shownAs: (project: string) => string,
): Project {
  const named = call.params['project'] ?? '';
  const project = findProject(call.organization, named);
  if (project !== undefined) return project;
  throw new ApiError('PERMISSION_DENIED', denialText(permission, shownAs(named)));
}

/** Cloud Run's own words, which differ a little from those of other APIs. */
export function denialText(permission: string, resource: string): string {
  return `Permission '${permission}' denied on resource '${resource}' (or resource may not exist).`;
}
