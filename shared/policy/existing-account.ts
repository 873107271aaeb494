import type { Deployment } from '../domain/deployment.ts';
import { ownIdentities } from '../domain/deployment.ts';
import { parseServiceAccount } from '../domain/service-account.ts';

// What the parser knows no better name for is an agent to it; the sentence should not call a slip of the pen one.
const AGENT = /^(?:service-(?:org-)?)?\d+@/;
const PROJECT_PART = '@{project}.iam.gserviceaccount.com';

/**
 * Why the policy may not name this account in `existing`, or `undefined` when it may. It must be a user-managed
 * account by its literal address, or one whose project part is `{project}`, which nobody but the owner of the job's
 * project chooses. Without a deployment Bailiff's own accounts are not known and not looked for.
 */
export function existingFault(text: string, deployment?: Deployment): string | undefined {
  const address = text.endsWith(PROJECT_PART) ? text.replace('{project}', 'any-project') : text;
  const account = parseServiceAccount(address.replaceAll('{project}', 'any-project'));
  if (/[{}$]/.test(address) && !account.kind.endsWith('-default')) return placeholderFault(address);
  switch (account.kind) {
    case 'compute-engine-default':
    case 'app-engine-default':
      return `${text} is a default account, which the rule default-service-account finds wrong: name an account made for the purpose.`;
    case 'service-agent':
      return AGENT.test(account.email)
        ? `${text} is one of Google's service agents, which no job may run as: name a service account of yours.`
        : malformed(text);
    case 'malformed':
      return malformed(text);
    case 'user-managed':
      if (account.email !== address) {
        return `${text} is not written as Google writes it: write ${account.email}.`;
      }
      return ownFault(account.email, account.projectId, deployment);
  }
}

function malformed(text: string): string {
  return `${text} is no address of a service account: write NAME@PROJECT.iam.gserviceaccount.com, with a NAME of 6 to 30 lower-case letters, digits and dashes.`;
}

function placeholderFault(address: string): string {
  const name = /\{([^{}]*)\}/.exec(address)?.[1];
  return name === 'project'
    ? '{project} may stand for the whole project part alone, as in batch-jobs@{project}.iam.gserviceaccount.com.'
    : `Only {project} may stand in an address: ${name === undefined ? 'this' : `{${name}}`} is text that a job's author chooses, who would thus choose the account.`;
}

function ownFault(email: string, project: string, deployment: Deployment | undefined) {
  return isBailiffs(email, project, deployment)
    ? `${email} belongs to Bailiff or to its project, and no job may run as it.`
    : undefined;
}

/** True for Bailiff's identities and every other account of its project; false without a deployment to tell. */
export function isBailiffs(email: string, project: string, deployment?: Deployment): boolean {
  if (deployment === undefined) return false;
  return project === deployment.project || ownIdentities(deployment).includes(email);
}
