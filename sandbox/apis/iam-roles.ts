import { z } from 'zod';
import { ApiError } from '../http/api-error.ts';
import { type Call, type Route, route } from '../http/call.ts';
import { permitted } from '../http/permit.ts';
import { findProject, lineage } from '../organization/hierarchy.ts';
import { allPermissions, permissionsOf, predefinedRoles } from '../organization/roles.ts';
import { nodeTarget } from '../organization/targets.ts';
import { pageOf, pageRequest, takePage } from './page.ts';
import { integer, readBody } from './read-body.ts';

const TestableBody = z.strictObject({
  fullResourceName: z.string().default(''),
  pageSize: integer.default(0),
  pageToken: z.string().default(''),
});

type Parent = 'projects' | 'organizations';

const getPredefined: Route['handle'] = (call) =>
  roleView(call, `roles/${call.params['role']}`, true);

function getCustom(parent: Parent): Route['handle'] {
  return (call) => {
    const place = placeOf(call, parent);
    const name = `${place}/roles/${call.params['role']}`;
    permitRoles(call, parent, 'iam.roles.get', `get the role at ${name}`);
    return roleView(call, name, true);
  };
}

const listPredefined: Route['handle'] = (call) => {
  const parent = call.query.get('parent') ?? '';
  const [collection, id = ''] = parent.split('/');
  if (collection !== 'projects' && collection !== 'organizations')
    return listOf(call, predefinedRoles());
  return listCustom(collection)({ ...call, params: { [collection.slice(0, -1)]: id } });
};

function listCustom(parent: Parent): Route['handle'] {
  return (call) => {
    const place = placeOf(call, parent);
    permitRoles(call, parent, 'iam.roles.list', `list roles in ${place}`);
    const names = [...call.organization.roles.keys()];
    return listOf(
      call,
      names.filter((name) => name.startsWith(`${place}/roles/`)),
    );
  };
}

const queryTestable: Route['handle'] = (call) => {
  const { fullResourceName, pageSize, pageToken } = readBody(call, TestableBody);
  const name = /^\/\/cloudresourcemanager\.googleapis\.com\/(.+)$/.exec(fullResourceName)?.[1];
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
  const roles = items.map((name) => roleView(call, name, whole));
  return { ...(roles.length > 0 ? { roles } : {}), ...next };
}

function roleView(call: Call, name: string, whole: boolean): Readonly<Record<string, unknown>> {
  const permissions = permissionsOf(call.organization, name);
  if (permissions === undefined)
    throw new ApiError('NOT_FOUND', `The role named ${name} was not found.`);
  const includedPermissions =
    whole && permissions.length > 0 ? { includedPermissions: permissions } : {};
  return { name, title: titleOf(name), ...includedPermissions, stage: 'GA', etag: 'AA==' };
}

/** `roles/run.developer` → `Run Developer`: the role contents that the local organization has come without titles. */
function titleOf(name: string): string {
  const words = (name.split('/').at(-1) ?? '')
    .replaceAll('.', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2');
  return words.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

function placeOf(call: Call, parent: Parent): string {
  const id = call.params[parent.slice(0, -1)] ?? '';
  return parent === 'projects'
    ? `projects/${findProject(call.organization, id)?.id ?? id}`
    : `organizations/${id}`;
}

function permitRoles(call: Call, parent: Parent, permission: string, what: string): void {
  const target = nodeTarget(parent, call.params[parent.slice(0, -1)] ?? '');
  if (!permitted(call, permission, target))
    throw new ApiError('PERMISSION_DENIED', `You don't have permission to ${what}.`);
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
