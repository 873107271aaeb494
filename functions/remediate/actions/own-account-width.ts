import type { IamPolicy } from '../../../shared/domain/iam-policy.ts';
import type { Cap } from '../../../shared/domain/mode.ts';
import type { Task } from './action.ts';
import { type RolePorts, roleContents } from './role-contents.ts';

export interface WidthPorts extends RolePorts {
  readonly projects: {
    /** The allow policy of a project, folder or organization. */
    policy(name: string): Promise<IamPolicy>;
  };
}

/**
 * How far one may go with a dedicated account that already served the job, if by now it can do more on the project than
 * the account it is to replace, e.g. by a role that somebody gave it since; `undefined` when it cannot. Roles behind a
 * condition count as held.
 */
export async function ownAccountWidth(
  email: string,
  { subject }: Task,
  ports: WidthPorts,
): Promise<Cap | undefined> {
  const { id, ancestors } = subject.project;
  const member = `serviceAccount:${email}`;
  const policies = await Promise.all(
    [`projects/${id}`, ...ancestors].map((name) => ports.projects.policy(name)),
  );
  const roles = policies
    .flatMap(({ bindings }) => bindings ?? [])
    .filter(({ members }) => members.includes(member))
    .map(({ role }) => role);
  if (roles.length === 0) return undefined;
  const own = await roleContents(roles, ports);
  if (own.unread.length > 0)
    return {
      mode: 'ticket',
      because: `What ${own.unread.join(', ')} contains, which the dedicated account ${email} holds, could not be read.`,
    };
  const replaced = await roleContents(subject.accountRoles ?? [], ports);
  const wider = [...own.permissions].find((permission) => !replaced.permissions.has(permission));
  if (wider === undefined) return undefined;
  return {
    mode: 'approve',
    because: `The dedicated account ${email} holds ${wider} on project ${id}, and the account it would replace does not.`,
  };
}
