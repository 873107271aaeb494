import type { Plan, Step } from '../../../shared/domain/plan.ts';
import { fullResourceName } from '../../../shared/domain/resource.ts';
import { type Proposal, type Task, ticketHold } from './action.ts';
import {
  type DedicatedAccount,
  type DedicatedAccountPorts,
  dedicatedAccount,
} from './dedicated-account.ts';
import { type DeployerAccess, type DeployerPorts, deployerAccess } from './deployer-access.ts';
import { grantableRoles } from './grantable-roles.ts';
import { moveStep } from './move-only.ts';
import { ownAccountWidth, type WidthPorts } from './own-account-width.ts';
import { secretAccess, uncoveredSecrets } from './secret-access.ts';

export type CreatedAccountPorts = DedicatedAccountPorts & DeployerPorts & WidthPorts;

type Made = Extract<DedicatedAccount, { kind: 'make' }>;

/**
 * Plans to move the job onto an account of its own, which is made and furnished first unless it has served the job
 * before. `wanted` are project roles; none that would widen is given.
 */
export async function createdAccount(
  wanted: readonly string[],
  task: Task,
  ports: CreatedAccountPorts,
): Promise<Proposal> {
  const account = await dedicatedAccount(task, ports);
  if (account.kind === 'hold') return ticketHold(account.because);
  return account.kind === 'own'
    ? ownAccount(account.email, task, ports)
    : freshAccount(account, wanted, task, ports);
}

async function freshAccount(
  account: Made,
  wanted: readonly string[],
  task: Task,
  ports: CreatedAccountPorts,
): Promise<Proposal> {
  const { resource, project, job } = task.subject;
  const grantable = await grantableRoles(wanted, task, ports);
  if (grantable.kind === 'hold') return ticketHold(grantable.because);
  const uncovered = uncoveredSecrets(job.secrets, project, grantable.permissions);
  if (uncovered.length > 0)
    return ticketHold(
      `A dedicated account could not read ${uncovered.join(', ')}: its roles do not include that, and Bailiff grants nothing on single secrets.`,
    );
  const deployer = await deployerAccess(task, { email: account.email, exists: false }, ports);
  const member = `serviceAccount:${account.email}`;
  const make: Step = {
    kind: 'create-account',
    project: resource.project,
    accountId: account.accountId,
    displayName: `Cloud Run job ${resource.name}`,
    nonce: account.nonce,
  };
  const grants = grantable.roles.map(
    (role): Step => ({ kind: 'grant-project-role', project: resource.project, role, member }),
  );
  return held(deployer, account.email, [make, ...grants], grantable.notes, task);
}

async function ownAccount(
  email: string,
  task: Task,
  ports: CreatedAccountPorts,
): Promise<Proposal> {
  const { resource, job } = task.subject;
  const readable = await secretAccess(email, job.secrets, task.at, ports);
  if (readable.state !== 'granted')
    return ticketHold(
      `The dedicated account ${email} ${readable.state === 'denied' ? 'cannot read' : 'may not be able to read'} ${readable.secrets.join(', ')}.`,
    );
  const wider = await ownAccountWidth(email, task, ports);
  if (wider?.mode === 'ticket') return ticketHold(wider.because);
  const deployer = await deployerAccess(task, { email, exists: true }, ports);
  const note = `${email} was made for ${fullResourceName(resource)} before, so no roles are granted again.`;
  const proposal = held(deployer, email, [], [note], task);
  const because = [
    ...(wider === undefined ? [] : [wider.because]),
    // Rights on single resources cannot be listed, so it is lent to nobody who could not have attached it.
    ...(deployer.kind === 'grant'
      ? [
          `${deployer.member}, who changed the job last, is not known to be able to act as ${email}, which may have been given more since it was made.`,
        ]
      : []),
    ...(proposal.kind === 'hold' ? proposal.because : []),
  ];
  if (because.length === 0) return proposal;
  return { kind: 'hold', mode: 'approve', because, plan: proposal.plan };
}

/** The whole plan; held for an approver when the deployer would be left unable to deploy the job again. */
function held(
  deployer: DeployerAccess,
  email: string,
  before: readonly Step[],
  notes: readonly string[],
  task: Task,
): Proposal {
  const actAs: readonly Step[] =
    deployer.kind === 'grant'
      ? [{ kind: 'grant-act-as', account: email, member: deployer.member }]
      : [];
  const plan: Plan = { steps: [...before, ...actAs, moveStep(task, email)], notes };
  if (deployer.kind !== 'lacking') return { kind: 'plan', plan };
  return { kind: 'hold', mode: 'approve', because: [deployer.because], plan };
}
