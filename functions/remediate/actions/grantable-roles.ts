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
    if (wider.length > 0) {
      notes.push(left(role, wider, held.unread));
      continue;
    }
    const forbidden = forbiddenIn(contents);
    if (forbidden.length > 0)
      return hold(`${role} holds ${some(forbidden)}, which no dedicated account may hold.`);
    if (!deployment.dedicatedAccountRoles.includes(role))
      return hold(`${role} is not among the deployment's dedicatedAccountRoles.`);
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

function left(role: string, wider: readonly string[], unread: readonly string[]): string {
  const unsure = unread.length > 0 ? ` What ${unread.join(', ')} contains could not be read.` : '';
  return `${role} was left out: the replaced account does not hold ${some(wider)} on the project.${unsure}`;
}

function some(permissions: readonly string[]): string {
  const more = permissions.length - NAMED;
  return `${permissions.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
