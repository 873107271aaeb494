import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { permitted } from '../../http/permit.ts';
import { findProject } from '../../organization/hierarchy.ts';
import { permissionsOf } from '../../organization/roles.ts';
import type { CustomRole, Organization } from '../../organization/state.ts';
import { nodeTarget } from '../../organization/targets.ts';

type Json = Readonly<Record<string, unknown>>;

export type RoleParent = 'projects' | 'organizations';

const DAY = 86_400_000;
const KEPT_DAYS = 37;

/** Whose custom roles the path is about, projects by their id. */
export function placeOf(call: Call, parent: RoleParent): string {
  const id = call.params[parent.slice(0, -1)] ?? '';
  return parent === 'projects'
    ? `projects/${findProject(call.organization, id)?.id ?? id}`
    : `organizations/${id}`;
}

/** Refuses in IAM's words for roles; `what` is e.g. `create a role in projects/P`. */
export function permitRoles(
  call: Call,
  parent: RoleParent,
  permission: string,
  what: string,
): void {
  const target = nodeTarget(parent, call.params[parent.slice(0, -1)] ?? '');
  if (!permitted(call, permission, target))
    throw new ApiError('PERMISSION_DENIED', `You don't have permission to ${what}.`);
}

/** A custom role, a deleted one too until Google would forget it, 37 days later. */
export function customRole(organization: Organization, name: string): CustomRole | undefined {
  const role = organization.roles.get(name);
  const isGone = daysSinceDeletion(organization, role) > KEPT_DAYS;
  return isGone ? undefined : role;
}

/** 0 for a role that is not deleted. */
export function daysSinceDeletion(
  organization: Organization,
  role: CustomRole | undefined,
): number {
  return role?.deleted === undefined ? 0 : (organization.now() - role.deleted) / DAY;
}

/** A role of Google's or a custom one: https://cloud.google.com/iam/docs/reference/rest/v1/roles#Role */
export function roleView(organization: Organization, name: string, whole: boolean): Json {
  const role = customRole(organization, name);
  if (role !== undefined) return customView(name, role, whole);
  const permissions = organization.roles.has(name) ? undefined : permissionsOf(organization, name);
  if (permissions === undefined) throw noSuchRole(name);
  return {
    name,
    title: titleOf(name),
    ...included(permissions, whole),
    stage: 'GA',
    etag: 'AA==',
  };
}

export function noSuchRole(name: string): ApiError {
  return new ApiError('NOT_FOUND', `The role named ${name} was not found.`);
}

function customView(name: string, role: CustomRole, whole: boolean): Json {
  const { title, description, stage, permissions, etag, deleted } = role;
  return {
    name,
    ...(title === '' ? {} : { title }),
    ...(description === '' ? {} : { description }),
    ...included(permissions, whole),
    // ALPHA is the enum's zero, which proto JSON leaves out.
    ...(stage === 'ALPHA' ? {} : { stage }),
    etag,
    ...(deleted === undefined ? {} : { deleted: true }),
  };
}

function included(permissions: readonly string[], whole: boolean): Json {
  return whole && permissions.length > 0 ? { includedPermissions: permissions } : {};
}

/** `roles/run.developer` → `Run Developer`: the role contents that the local organization has come without titles. */
function titleOf(name: string): string {
  const words = (name.split('/').at(-1) ?? '')
    .replaceAll('.', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2');
  return words.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
