import { projectPart } from '../../../shared/domain/account-email.ts';
import { parsePrincipal } from '../../../shared/domain/principal.ts';
import { parseServiceAccount } from '../../../shared/domain/service-account.ts';
import type { AccessPorts } from './access-ports.ts';
import { type Proposal, type Task, ticketHold } from './action.ts';
import { ACT_AS } from './deployer-access.ts';
import { moveOnly } from './move-only.ts';
import { secretAccess } from './secret-access.ts';

export interface ExistingAccountPorts extends AccessPorts {
  readonly accounts: {
    get(
      email: string,
    ): Promise<{ readonly project: string; readonly disabled: boolean } | undefined>;
  };
}

/**
 * Plans to move the job onto the account that the policy names. `{project}` becomes the job's project, and nothing else
 * of the job gets into the address. Only an account that the live job's last modifier could have attached is used:
 * anything else would lend them an identity.
 */
export async function existingAccount(
  address: string,
  task: Task,
  ports: ExistingAccountPorts,
): Promise<Proposal> {
  const { subject, deployment, at } = task;
  const email = address.replaceAll('{project}', projectPart(subject.project.id));
  if (parseServiceAccount(email).kind !== 'user-managed')
    return ticketHold(`${email} is no user-managed service account; name another under existing.`);
  const account = await ports.accounts.get(email);
  if (account === undefined)
    return ticketHold(`The account ${email}, which the policy names, does not exist.`);
  if (account.disabled)
    return ticketHold(`The account ${email}, which the policy names, is disabled.`);
  if (account.project === deployment.project)
    return ticketHold(`${email} is an account of Bailiff's own project, and no job may run as it.`);
  const readable = await secretAccess(email, subject.job.secrets, at, ports);
  if (readable.state !== 'granted')
    return ticketHold(
      `${readable.state === 'denied' ? `${email} cannot read` : `Whether ${email} can read is not known:`} ${readable.secrets.join(', ')}.`,
    );
  const plan = moveOnly(task, email);
  const deployer = parsePrincipal(subject.job.lastModifier);
  if (deployer.kind === 'unknown' || deployer.kind === 'federated') {
    const because = `Who changed the job last cannot be asked about, so it is not known whether they could have attached ${email}.`;
    return { kind: 'hold', mode: 'approve', because: [because], plan };
  }
  const resource = `//iam.googleapis.com/projects/${account.project}/serviceAccounts/${email}`;
  const principal = deployer.email;
  const state = await ports.troubleshooter.access({ principal, resource, permission: ACT_AS, at });
  if (state === 'unknown')
    return ticketHold(
      `Whether ${principal}, who changed the job last, may act as ${email} is unknown.`,
    );
  if (state === 'granted') return { kind: 'plan', plan };
  const because = `${principal}, who changed the job last, may not act as ${email}, so they could not have attached it themselves.`;
  return { kind: 'hold', mode: 'approve', because: [because], plan };
}
