import type { Deployment } from '../../../shared/domain/deployment.ts';
import {
  memberOf,
  type Principal,
  parsePrincipal,
  principalText,
  samePrincipal,
} from '../../../shared/domain/principal.ts';
import { parseServiceAccount } from '../../../shared/domain/service-account.ts';
import type { AccessPorts } from './access-ports.ts';
import type { Task } from './action.ts';

export const ACT_AS = 'iam.serviceAccounts.actAs';

/** What it takes so that the job's last modifier can deploy it again under its dedicated account. */
export type DeployerAccess =
  | { readonly kind: 'held' }
  | { readonly kind: 'grant'; readonly member: string }
  /** They could not, and Bailiff may not let them. */
  | { readonly kind: 'lacking'; readonly because: string };

export interface DeployerPorts extends AccessPorts {
  readonly projects: {
    /** `undefined` for a project that cannot be read. */
    get(idOrNumber: string): Promise<{ readonly id: string } | undefined>;
    /** Folders nearest first, then the organization. */
    ancestors(id: string): Promise<readonly string[]>;
  };
}

/**
 * Whether the live job's last modifier may act as the dedicated account, or may be let. Only the person or account that
 * made this very change is ever let, by name. An account that is still to be made is asked about by its project, whose
 * bindings it will inherit.
 */
export async function deployerAccess(
  task: Task,
  account: { readonly email: string; readonly exists: boolean },
  ports: DeployerPorts,
): Promise<DeployerAccess> {
  const { subject, at } = task;
  const deployer = parsePrincipal(subject.job.lastModifier);
  if (deployer.kind === 'unknown')
    return lacking('Who changed the job last is not known, so nobody can be let deploy it again.');
  if (deployer.kind === 'federated')
    return lacking(
      `${deployer.subject} changed the job last; a federated identity is never named in a binding, and its next deploy would fail.`,
    );
  const { id } = subject.project;
  const resource = account.exists
    ? `//iam.googleapis.com/projects/${id}/serviceAccounts/${account.email}`
    : `//cloudresourcemanager.googleapis.com/projects/${id}`;
  const question = { principal: deployer.email, resource, permission: ACT_AS, at };
  if ((await ports.troubleshooter.access(question)) === 'granted') return { kind: 'held' };
  const member = memberOf(deployer);
  if (member === undefined)
    return lacking(
      `${deployer.email} changed the job last; it is a service agent of Google, which is never named in a binding, and its next deploy would fail.`,
    );
  const because = await notToBeLet(deployer, task, ports);
  if (because !== undefined) return lacking(because);
  // An unknown answer is no reason against: the binding names who deployed this very job, and nobody else.
  return { kind: 'grant', member };
}

async function notToBeLet(
  deployer: Extract<Principal, { readonly email: string }>,
  { principal, deployment }: Task,
  ports: DeployerPorts,
): Promise<string | undefined> {
  const { email } = deployer;
  if (!samePrincipal(deployer, principal))
    return `${email} changed the job after the change by ${principalText(principal)} that is judged here; their next deploy would fail.`;
  const known =
    deployer.kind === 'user'
      ? deployment.domains.includes(email.split('@')[1] ?? '')
      : await isOfOrganization(email, deployment, ports);
  if (known) return undefined;
  const whence =
    deployer.kind === 'user'
      ? 'of a domain that this deployment does not list'
      : 'of a project outside the organization';
  return `${email} changed the job last and is ${whence}, so Bailiff does not name it in a binding, and the next deploy would fail.`;
}

async function isOfOrganization(
  email: string,
  { organization }: Deployment,
  { projects }: DeployerPorts,
): Promise<boolean> {
  const account = parseServiceAccount(email);
  const named =
    account.kind === 'compute-engine-default'
      ? account.projectNumber
      : 'projectId' in account
        ? account.projectId
        : undefined;
  const project = named === undefined ? undefined : await projects.get(named);
  return project !== undefined && (await projects.ancestors(project.id)).includes(organization);
}

function lacking(because: string): DeployerAccess {
  return { kind: 'lacking', because };
}
