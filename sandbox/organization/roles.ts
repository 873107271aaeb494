import predefined from '../roles.json' with { type: 'json' };
import type { Organization } from './state.ts';

const ROLE_CHANGES = ['create', 'delete', 'get', 'list', 'undelete', 'update'];
const READING = ['get', 'getIamPolicy'];

/** Those who keep roles, deny policies and secrets. https://cloud.google.com/iam/docs/roles-permissions */
const KEEPERS: Readonly<Record<string, readonly string[]>> = {
  'roles/iam.denyAdmin': ['create', 'delete', 'get', 'list', 'update'].map(
    (verb) => `iam.denypolicies.${verb}`,
  ),
  'roles/iam.denyReviewer': ['iam.denypolicies.get', 'iam.denypolicies.list'],
  'roles/iam.organizationRoleAdmin': [
    ...ROLE_CHANGES.map((verb) => `iam.roles.${verb}`),
    ...READING.map((verb) => `resourcemanager.organizations.${verb}`),
    ...READING.map((verb) => `resourcemanager.projects.${verb}`),
    'resourcemanager.projects.list',
  ],
  'roles/iam.roleAdmin': [
    ...ROLE_CHANGES.map((verb) => `iam.roles.${verb}`),
    ...READING.map((verb) => `resourcemanager.projects.${verb}`),
  ],
  'roles/secretmanager.admin': [
    ...['create', 'delete', 'get', 'getIamPolicy', 'list', 'setIamPolicy', 'update'].map(
      (verb) => `secretmanager.secrets.${verb}`,
    ),
    ...['access', 'add', 'destroy', 'disable', 'enable', 'get', 'list'].map(
      (verb) => `secretmanager.versions.${verb}`,
    ),
    'resourcemanager.projects.get',
    'resourcemanager.projects.list',
  ],
};

const CHANGES_OF_FINDINGS = ['bulkMuteUpdate', 'setMute', 'setState', 'setWorkflowState', 'update'];

/** Those who write findings. https://cloud.google.com/iam/docs/roles-permissions/securitycenter */
const FINDERS: Readonly<Record<string, readonly string[]>> = {
  'roles/securitycenter.findingsEditor': [
    ...[...CHANGES_OF_FINDINGS, 'group', 'list', 'listFindingPropertyNames'].map(
      (verb) => `securitycenter.findings.${verb}`,
    ),
    'securitycenter.sources.get',
    'securitycenter.sources.list',
    'securitycenter.userinterfacemetadata.get',
  ],
  'roles/securitycenter.findingsMuteSetter': ['securitycenter.findings.setMute'],
  'roles/securitycenter.findingsStateSetter': ['securitycenter.findings.setState'],
};

const PREDEFINED: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({ ...KEEPERS, ...FINDERS, ...predefined }),
);

/** What a role grants, custom ones included: nothing while disabled, `undefined` when it is deleted or does not exist here. */
export function permissionsOf(
  organization: Organization,
  role: string,
): readonly string[] | undefined {
  const custom = organization.roles.get(role);
  if (custom === undefined) return PREDEFINED.get(role);
  if (custom.deleted !== undefined) return undefined;
  return custom.stage === 'DISABLED' ? [] : custom.permissions;
}

const contents = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Whether a role grants it; Google's widest hold thousands, and every check asks. */
export function roleHolds(organization: Organization, role: string, permission: string): boolean {
  const permissions = permissionsOf(organization, role);
  if (permissions === undefined) return false;
  const known = contents.get(permissions) ?? new Set(permissions);
  contents.set(permissions, known);
  return known.has(permission);
}

/** Names of Google's own roles that are known here. */
export function predefinedRoles(): readonly string[] {
  return [...PREDEFINED.keys()];
}

/** Every permission that some role known here holds, sorted. */
export function allPermissions(organization: Organization): readonly string[] {
  const custom = [...organization.roles.values()].map((role) => role.permissions);
  return [...new Set([...PREDEFINED.values(), ...custom].flat())].sort();
}
