import { hierarchyPermissions } from '../../../shared/gcp/permissions/projects.ts';
import { rolePermissions } from '../../../shared/gcp/permissions/roles.ts';
import { accountReadingPermissions } from '../../../shared/gcp/permissions/service-accounts.ts';
import { troubleshooterPermissions } from '../../../shared/gcp/permissions/troubleshooter.ts';
import { type Action, type Proposal, type Task, ticketHold } from './action.ts';
import { type CreatedAccountPorts, createdAccount } from './created-account.ts';
import { type ExistingAccountPorts, existingAccount } from './existing-account.ts';

export type AssignServiceAccountPorts = CreatedAccountPorts & ExistingAccountPorts;

/**
 * Moves a job off its default account: onto the account that the policy names, or onto one made for this very job.
 * https://cloud.google.com/run/docs/securing/service-identity
 */
export const assignServiceAccount: Action<AssignServiceAccountPorts> = {
  fixes: ['default-service-account'],
  needs: () => 'assign-service-account',
  permissions: {
    remediate: [
      ...accountReadingPermissions.get,
      ...accountReadingPermissions.count,
      ...hierarchyPermissions.get,
      ...hierarchyPermissions.policy,
      ...rolePermissions.permissions,
      ...troubleshooterPermissions.access,
    ],
  },

  async plan({ subject, ...rest }, ports) {
    if (subject.kind !== 'live')
      return ticketHold('The deploy was denied: there is no job to mend.');
    if (subject.job.uid === '') return ticketHold('Cloud Run did not tell the uid of the job.');
    const task: Task = { ...rest, subject };
    return heldIfExecuted(await proposed(task, ports), task);
  },
};

async function proposed(task: Task, ports: AssignServiceAccountPorts): Promise<Proposal> {
  const { existing, create } = task.decision.action ?? {};
  if (existing !== undefined) return existingAccount(existing, task, ports);
  if (create !== undefined) return createdAccount(create.roles, task, ports);
  return ticketHold('The policy names no account to use and none to make.');
}

/** What has run before may rely on rights of the old account that nobody can see from outside. */
function heldIfExecuted(proposal: Proposal, { subject, decision }: Task): Proposal {
  const { executionCount } = subject.job;
  if (executionCount === 0 || decision.remediateExecuted) return proposal;
  if (proposal.kind === 'hold' && proposal.mode === 'ticket') return proposal;
  const because = `The job has run under the account it has (executions so far: ${executionCount}), and the policy does not say remediateExecuted for it.`;
  const earlier = proposal.kind === 'hold' ? proposal.because : [];
  return { kind: 'hold', mode: 'approve', because: [...earlier, because], plan: proposal.plan };
}
