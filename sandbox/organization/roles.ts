import predefined from '../roles.json' with { type: 'json' };
import type { Organization } from './state.ts';

const PREDEFINED: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(predefined));

/** Permissions of a role, custom ones included; `undefined` for a role that does not exist here. */
export function permissionsOf(
  organization: Organization,
  role: string,
): readonly string[] | undefined {
  return PREDEFINED.get(role) ?? organization.roles.get(role);
}

/** Names of Google's own roles that are known here. */
export function predefinedRoles(): readonly string[] {
  return [...PREDEFINED.keys()];
}

/** Every permission that some role known here holds, sorted. */
export function allPermissions(organization: Organization): readonly string[] {
  const contents = [...PREDEFINED.values(), ...organization.roles.values()];
  return [...new Set(contents.flat())].sort();
}
