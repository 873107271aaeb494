import type { Identity } from '../../shared/permissions/identity.ts';

/** What each role holds, by the id of a custom one or the name of one of Google's. */
type Roles = Readonly<Record<string, readonly string[]>>;

/**
 * Where what roles hold and what identities declare differ, in sentences: a permission that somebody needs and the role
 * lacks, and, of the custom roles alone, one that nobody declares.
 */
export function roleFaults(roles: Roles, identities: readonly Identity[]): readonly string[] {
  const grants = identities.flatMap(({ account, grants: all }) =>
    all.map((grant) => ({ account, ...grant })),
  );
  const lacking = grants.flatMap(({ account, role, uses }) =>
    uses
      .filter(({ permission }) => !(roles[role] ?? []).includes(permission))
      .map(
        ({ permission, why, without }) =>
          `${role} lacks ${permission}, which ${account} needs: ${why} Without it: ${without}`,
      ),
  );
  const undeclared = Object.entries(roles)
    .filter(([role]) => !role.startsWith('roles/'))
    .flatMap(([role, held]) => {
      const declared = new Set(
        grants.filter((grant) => grant.role === role).flatMap(({ uses }) => uses.map(nameOf)),
      );
      return held
        .filter((permission) => !declared.has(permission))
        .map((permission) => `${role} holds ${permission}, which nobody declares.`);
    });
  return [...new Set([...lacking, ...undeclared])];
}

function nameOf({ permission }: { readonly permission: string }): string {
  return permission;
}
