import { ownIdentities } from '../../../shared/domain/deployment.ts';
import type { Diagnosis } from '../../../shared/domain/diagnosis.ts';
import { parseServiceAccount } from '../../../shared/domain/service-account.ts';
import type { ProjectFacts, Subject } from '../../../shared/domain/subject.ts';
import { locate, type ProjectReaders } from '../../../shared/engine/locate.ts';
import type { Trust } from '../../../shared/policy/trust.ts';
import type { Task } from './action.ts';

export interface BoundsPorts {
  readonly readers: ProjectReaders;
}

export type Bounds =
  /** The account's project. */
  | { readonly kind: 'within'; readonly project: ProjectFacts }
  | { readonly kind: 'out'; readonly because: string };

/** Whether Bailiff may write to the account at all, whatever is missing: all that the policy file alone could not bound. */
export async function outOfBounds(
  { account, project }: Diagnosis,
  trust: Trust,
  { deployment }: Pick<Task<Subject>, 'deployment'>,
  { readers }: BoundsPorts,
): Promise<Bounds> {
  const { email, uniqueId } = account;
  if (parseServiceAccount(email).kind !== 'user-managed')
    return out(`${email} is no user-managed service account, and nobody is let use any other.`);
  if (!deployment.trustAccounts.includes(email))
    return out(`${email} is not among the deployment's trustAccounts.`);
  if (trust.uniqueId !== undefined && uniqueId !== trust.uniqueId)
    return out(`${email} has not the unique id ${trust.uniqueId} that trust pins.`);
  if ([account.project, project.id].includes(deployment.project))
    return out(`${deployment.project} is Bailiff's own project, around which it changes nothing.`);
  if (ownIdentities(deployment).includes(email))
    return out(`${email} is one of Bailiff's own identities, around which it changes nothing.`);
  const located = account.project && (await locate(account.project, readers));
  if (!located || located.kind === 'outside-organization')
    return out(`The project of ${email} is not known to be in ${deployment.organization}.`);
  return { kind: 'within', project: located.project };
}

function out(because: string): Bounds {
  return { kind: 'out', because };
}
