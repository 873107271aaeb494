import { ApiFailure } from '../../../shared/gcp/api-failure.ts';

export interface RolePorts {
  readonly roles: {
    /** Permissions of a role as it is now; `undefined` when there is no such role. Throws ApiFailure. */
    permissions(role: string): Promise<readonly string[] | undefined>;
  };
}

/** All permissions of these roles, and the roles whose contents could not be read. */
export async function roleContents(
  roles: readonly string[],
  ports: RolePorts,
): Promise<{ readonly permissions: ReadonlySet<string>; readonly unread: readonly string[] }> {
  const permissions = new Set<string>();
  const unread: string[] = [];
  for (const role of new Set(roles)) {
    const contents = await readable(role, ports);
    if (contents === undefined) unread.push(role);
    for (const permission of contents ?? []) permissions.add(permission);
  }
  return { permissions, unread };
}

/** What cannot be read counts as empty: a role that may hold nothing makes nobody wider. */
async function readable(role: string, ports: RolePorts): Promise<readonly string[] | undefined> {
  try {
    return await ports.roles.permissions(role);
  } catch (error) {
    if (error instanceof ApiFailure && !error.retryable) return undefined;
    throw error;
  }
}
