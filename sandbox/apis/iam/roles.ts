import { z } from 'zod';
import { ApiError } from '../../http/api-error.ts';
import { type Call, type Route, route } from '../../http/call.ts';
import { lineage } from '../../organization/hierarchy.ts';
import { allPermissions, predefinedRoles } from '../../organization/roles.ts';
import { pageOf, pageRequest, takePage } from '../page.ts';
import { integer, readBody } from '../read-body.ts';
import { customRole, permitRoles, placeOf, type RoleParent, roleView } from './role-view.ts';

const TestableBody = z.strictObject({
  fullResourceName: z.string().default(''),
  pageSize: integer.default(0),
  pageToken: z.string().default(''),
});

// gcloud builds the name from the endpoint that it was told to use.
const RESOURCE_MANAGER = /^\/\/cloudresourcemanager\.(?:googleapis\.com|sandbox)\/(.+)$/;

const getPredefined: Route['handle'] = (call) =>
  roleView(call.organization, `roles/${call.params['role']}`, true);

function getCustom(parent: RoleParent): Route['handle'] {
  return (call) => {
    const place = placeOf(call, parent);
    const name = `${place}/roles/${call.params['role']}`;
    permitRoles(call, parent, 'iam.roles.get', `get the role at ${name}`);
    return roleView(call.organization, name, true);
  };
}

const listPredefined: Route['handle'] = (call) => {
  const parent = call.query.get('parent') ?? '';
  const [collection, id = ''] = parent.split('/');
  if (collection !== 'projects' && collection !== 'organizations')
    return listOf(call, predefinedRoles());
  return listCustom(collection)({ ...call, params: { [collection.slice(0, -1)]: id } });
};

function listCustom(parent: RoleParent): Route['handle'] {
  return (call) => {
    const place = placeOf(call, parent);
    permitRoles(call, parent, 'iam.roles.list', `list roles in ${place}`);
    const showDeleted = /^true$/i.test(call.query.get('showDeleted') ?? '');
    const names = [...call.organization.roles.keys()].filter((name) => {
      const role = customRole(call.organization, name);
      return role !== undefined && (showDeleted || role.deleted === undefined);
    });
    return listOf(
      call,
      names.filter((name) => name.startsWith(`${place}/roles/`)),
    );
  };
}

const queryTestable: Route['handle'] = (call) => {
  const { fullResourceName, pageSize, pageToken } = readBody(call, TestableBody);
  const name = RESOURCE_MANAGER.exec(fullResourceName)?.[1];
  if (name === undefined || lineage(call.organization, name).length === 0)
    throw new ApiError('NOT_FOUND', `The resource ${fullResourceName} was not found.`);
  const all = allPermissions(call.organization);
  const { items, ...next } = takePage(all, String, pageOf(pageSize, pageToken, 100, 1000));
  return { permissions: items.map((permission) => ({ name: permission, stage: 'GA' })), ...next };
};

function listOf(call: Call, names: readonly string[]): Readonly<Record<string, unknown>> {
  const request = pageRequest(call.query, 300, 1000);
  const { items, ...next } = takePage(names, String, request);
  const whole = call.query.get('view') === 'FULL' || call.query.get('view') === '1';
  const roles = items.map((name) => roleView(call.organization, name, whole));
  return { ...(roles.length > 0 ? { roles } : {}), ...next };
}

/** Roles, Google's own and custom ones: https://cloud.google.com/iam/docs/reference/rest/v1/roles */
export const iamRoleRoutes: readonly Route[] = [
  route('GET', '/v1/roles', listPredefined),
  route('GET', '/v1/roles/{role}', getPredefined),
  route('GET', '/v1/projects/{project}/roles', listCustom('projects')),
  route('GET', '/v1/projects/{project}/roles/{role}', getCustom('projects')),
  route('GET', '/v1/organizations/{organization}/roles', listCustom('organizations')),
  route('GET', '/v1/organizations/{organization}/roles/{role}', getCustom('organizations')),
  route('POST', '/v1/permissions:queryTestablePermissions', queryTestable),
];
