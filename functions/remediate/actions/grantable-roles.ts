import { forbiddenIn } from '../../../shared/policy/forbidden-permissions.ts';
import type { Task } from './action.ts';
import { type RolePorts, roleContents } from './role-contents.ts';

export type GrantableRoles =
  | {
      readonly kind: 'roles';
      readonly roles: readonly string[];
      /** Every permission that the roles bring. */
      readonly permissions: ReadonlySet<string>;
      /** Which of the wanted roles are left out and why, for the ticket. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'hold'; readonly because: string };

const NAMED = 3;

/**
 * Those of the wanted project roles that bring nothing which the replaced account does not hold on the project already,
 * judged by the contents of roles and not by their names: whoever may change a job can run code of their own as its account, so
 * a wider account would be an escalation. Each is also within the deployment's list and holds no forbidden permission.
 */
export async function grantableRoles(
  wanted: readonly string[],
  { subject, deployment }: Task,
  ports: RolePorts,
): Promise<GrantableRoles> {
  const held = await roleContents(wanted.length > 0 ? (subject.accountRoles ?? []) : [], ports);
  const roles: string[] = [];
  const permissions = new Set<string>();
  const notes: string[] = [];
  for (const role of wanted) {
    const contents = await ports.roles.permissions(role);
    if (contents === undefined)
      return hold(`What ${role} contains could not be read, so it is granted to nobody.`);
    const wider = contents.filter((permission) => !held.permissions.has(permission));
    const fault =
      wider.length > 0 ? undoubted(role, held.unread) : unfit(role, contents, deployment);
    if (fault !== undefined) return hold(fault);
    if (wider.length > 0) {
      const lacks = `the replaced account does not hold ${some(wider)} on the project`;
      notes.push(`${role} was left out: ${lacks}.`);
      continue;
    }
    roles.push(role);
    for (const permission of contents) permissions.add(permission);
  }
  if (roles.length > 0 && deployment.identities.roleGranter === undefined)
    return hold(
      `This deployment has no roleGranter identity, so ${roles.join(', ')} cannot be granted.`,
    );
  return { kind: 'roles', roles, permissions, notes };
}

function hold(because: string): GrantableRoles {
  return { kind: 'hold', because };
}

/** A role is left out for what the replaced account lacks, and not for what nobody could tell of it. */
function undoubted(role: string, unread: readonly string[]): string | undefined {
  if (unread.length === 0) return undefined;
  return `What ${unread.join(', ')} contains could not be read, so whether the replaced account holds what ${role} brings is not known.`;
}

function unfit(
  role: string,
  contents: readonly string[],
  { dedicatedAccountRoles }: Task['deployment'],
): string | undefined {
  const forbidden = forbiddenIn(contents);
  if (forbidden.length > 0)
    return `${role} holds ${some(forbidden)}, which no dedicated account may hold.`;
  return dedicatedAccountRoles.includes(role)
    ? undefined
    : `${role} is not among the deployment's dedicatedAccountRoles.`;
}

function some(permissions: readonly string[]): string {
  const more = permissions.length - NAMED;
  return `${permissions.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
