import type { Deployment } from '../domain/deployment.ts';
import { parsePrincipal, principalText } from '../domain/principal.ts';

/**
 * Why somebody may not approve, reject or undo anything in this deployment; `undefined` when he may. `by` is a member,
 * `user:EMAIL` or `serviceAccount:EMAIL`. Only entries that name him count: who is in a group, only Google knows.
 */
export function approverFault(
  by: string,
  { approvers }: Pick<Deployment, 'approvers'>,
): string | undefined {
  const named = approvers.filter((one) => !one.startsWith('group:'));
  if (named.some((one) => one.toLowerCase() === by.toLowerCase())) return undefined;
  const groups = approvers.filter((one) => one.startsWith('group:'));
  const unseen =
    groups.length === 0
      ? ''
      : ` Who is a member of ${groups.join(', ')} cannot be checked here: list the person by name.`;
  return `${by} is not among the approvers of this deployment.${unseen}`;
}

/** Why he may not approve or undo this: he deployed it himself, or nobody knows who did. */
export function ownDeployFault(by: string, deployedBy: readonly string[]): string | undefined {
  if (deployedBy.length === 0)
    return 'It is not known who deployed it, so nobody can be told apart from him: mend it by its fix lines.';
  return deployedBy.includes(principalText(parsePrincipal(by)))
    ? `${by} deployed it, and nobody approves or undoes what he deployed himself: ask another approver.`
    : undefined;
}
