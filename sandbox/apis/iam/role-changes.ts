import { ApiError } from '../../http/api-error.ts';
import { type Call, type Route, route } from '../../http/call.ts';
import { newEtag, sameEtag } from '../../organization/etag.ts';
import type { CustomRole, Organization } from '../../organization/state.ts';
import { readBody } from '../read-body.ts';
import { auditedOnRole, loggedRole } from './role-audit.ts';
import { CreateRoleBody, checkRoleContent, RoleBody, UndeleteRoleBody } from './role-body.ts';
import {
  customRole,
  daysSinceDeletion,
  noSuchRole,
  permitRoles,
  placeOf,
  type RoleParent,
  roleView,
} from './role-view.ts';

type Json = Readonly<Record<string, unknown>>;
type Handle = (call: Call, parent: RoleParent) => Json;

const UNDELETE_DAYS = 7;

const createRole: Handle = (call, parent) => {
  const { roleId, role } = readBody(call, CreateRoleBody);
  const place = placeOf(call, parent);
  const name = `${place}/roles/${roleId}`;
  const request = { parent: place, role_id: roleId, role: loggedRole(withoutDefaults(role)) };
  return auditedOnRole(call, name, 'CreateRole', request, () => {
    permitRoles(call, parent, 'iam.roles.create', `create a role in ${place}`);
    checkRoleId(call.organization, place, roleId);
    checkRoleContent(role);
    const { title, description, stage, includedPermissions } = role;
    const permissions = [...new Set(includedPermissions)].sort();
    return keep(call, name, { title, description, stage, permissions, deleted: undefined });
  });
};

const patchRole: Handle = (call, parent) => {
  const body = readBody(call, RoleBody);
  const name = nameOf(call, parent);
  const mask = (call.query.get('updateMask') ?? '').replaceAll('_', '').toLowerCase();
  const isAsked = (field: string) => mask === '' || mask.split(',').includes(field.toLowerCase());
  const request = { name, role: loggedRole(withoutDefaults(body)) };
  return auditedOnRole(call, name, 'UpdateRole', request, () => {
    permitRoles(call, parent, 'iam.roles.update', `update the role at ${name}`);
    const role = existing(call, name, body.etag);
    if (role.deleted !== undefined)
      throw wrongState(`The role named ${name} is deleted; undelete it first.`);
    const wanted = {
      title: isAsked('title') ? body.title : role.title,
      description: isAsked('description') ? body.description : role.description,
      stage: isAsked('stage') ? body.stage : role.stage,
      permissions: isAsked('includedPermissions')
        ? [...new Set(body.includedPermissions)].sort()
        : role.permissions,
    };
    checkRoleContent({ title: wanted.title, includedPermissions: [...wanted.permissions] });
    return keep(call, name, { ...wanted, deleted: undefined });
  });
};

const deleteRole: Handle = (call, parent) => {
  const name = nameOf(call, parent);
  return auditedOnRole(call, name, 'DeleteRole', { name }, () => {
    permitRoles(call, parent, 'iam.roles.delete', `delete the role at ${name}`);
    const role = existing(call, name, call.query.get('etag') ?? '');
    if (role.deleted !== undefined) throw wrongState(`The role named ${name} is already deleted.`);
    return keep(call, name, { ...role, deleted: call.organization.now() });
  });
};

const undeleteRole: Handle = (call, parent) => {
  const { etag } = readBody(call, UndeleteRoleBody);
  const name = nameOf(call, parent);
  return auditedOnRole(call, name, 'UndeleteRole', { name }, () => {
    permitRoles(call, parent, 'iam.roles.undelete', `undelete the role at ${name}`);
    const role = existing(call, name, etag);
    if (role.deleted === undefined) throw wrongState(`The role named ${name} is not deleted.`);
    if (daysSinceDeletion(call.organization, role) > UNDELETE_DAYS)
      throw wrongState(
        `The role named ${name} was deleted more than 7 days ago and cannot be undeleted.`,
      );
    return keep(call, name, { ...role, deleted: undefined });
  });
};

function checkRoleId(organization: Organization, place: string, roleId: string): void {
  if (!/^[a-zA-Z0-9_.]{3,64}$/.test(roleId))
    throw new ApiError(
      'INVALID_ARGUMENT',
      `The role_id ${roleId} is not valid: it has 3 to 64 letters, digits, underscores and periods.`,
    );
  const role = customRole(organization, `${place}/roles/${roleId}`);
  if (role === undefined) return;
  if (role.deleted === undefined)
    throw new ApiError('ALREADY_EXISTS', `A role named ${roleId} in ${place} already exists.`);
  throw wrongState(
    daysSinceDeletion(organization, role) > UNDELETE_DAYS
      ? `You can't create a role_id (${roleId}) which has been marked for deletion.`
      : `You can't create a role with role_id (${roleId}) where there is an existing role with that role_id in a deleted state.`,
  );
}

function keep(call: Call, name: string, role: Omit<CustomRole, 'etag'>): Json {
  call.organization.roles.set(name, { ...role, etag: newEtag() });
  return roleView(call.organization, name, true);
}

function existing(call: Call, name: string, etag: string): CustomRole {
  const role = customRole(call.organization, name);
  if (role === undefined) throw noSuchRole(name);
  if (etag !== '' && !sameEtag(etag, role.etag))
    throw new ApiError(
      'ABORTED',
      'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.',
    );
  return role;
}

function nameOf(call: Call, parent: RoleParent): string {
  return `${placeOf(call, parent)}/roles/${call.params['role']}`;
}

function wrongState(message: string): ApiError {
  return new ApiError('FAILED_PRECONDITION', message);
}

function withoutDefaults(role: RoleBody): Json {
  const filled = Object.entries(role).filter(
    ([, value]) =>
      value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(filled);
}

function routesOf(parent: RoleParent): readonly Route[] {
  const roles = `/v1/${parent}/{${parent.slice(0, -1)}}/roles`;
  const on = (handle: Handle) => (call: Call) => handle(call, parent);
  return [
    route('POST', roles, on(createRole)),
    route('PATCH', `${roles}/{role}`, on(patchRole)),
    route('DELETE', `${roles}/{role}`, on(deleteRole)),
    route('POST', `${roles}/{role}:undelete`, on(undeleteRole)),
  ];
}

/** Custom roles and their changes: https://cloud.google.com/iam/docs/reference/rest/v1/projects.roles */
export const iamRoleChangeRoutes: readonly Route[] = [
  ...routesOf('projects'),
  ...routesOf('organizations'),
];
