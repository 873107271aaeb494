import { apiRoutes } from './apis/routes.ts';
import {
  type LocalOrganization,
  type LocalOrganizationOptions,
  runLocalOrganization,
} from './local-organization.ts';
import { WIRES } from './wires.ts';

/** The local organization with all of Google's APIs that it knows and the functions as they are deployed. */
export function startLocalOrganization(
  options: LocalOrganizationOptions = {},
): Promise<LocalOrganization> {
  return runLocalOrganization({ routes: apiRoutes, wires: WIRES }, options);
}
