import type { Deployment } from '../domain/deployment.ts';
import { memberOf, type Principal, parsePrincipal } from '../domain/principal.ts';
import { isProjectId, isProjectNumber } from '../domain/resource.ts';
import { parseServiceAccount } from '../domain/service-account.ts';
import { existingFault, isBailiffs } from './existing-account.ts';

// An entry lets people in, so each part of it is one name, written out: what is left open, somebody else would fill in.
const OPEN = /[*{}]/;

/** Why `trust` may not name this project of jobs, or `undefined` when it may. */
export function jobProjectFault(text: string, deployment?: Deployment): string | undefined {
  if (OPEN.test(text)) return openFault(text, 'write out the id of each project');
  if (isProjectNumber(text)) return `${text} is the number of a project: write its id.`;
  if (!isProjectId(text)) return `"${text}" is no id of a project: write one like payments-prod.`;
  return text === deployment?.project
    ? `${text} is Bailiff's own project, in which Bailiff changes nothing.`
    : undefined;
}

/** Why `trust` may not name this account, or `undefined` when it may. */
export function trustedAccountFault(text: string, deployment?: Deployment): string | undefined {
  if (OPEN.test(text)) return openFault(text, 'write out the address of each account');
  const fault = existingFault(text, deployment);
  if (fault !== undefined) return fault;
  return deployment === undefined || deployment.trustAccounts.includes(text)
    ? undefined
    : `${text} is not among the deployment's trustAccounts: take it out, or ask whoever deploys Bailiff to add it.`;
}

/** Why `trust` may not name this deployer, or `undefined` when it may. */
export function trustedDeployerFault(text: string, deployment?: Deployment): string | undefined {
  if (OPEN.test(text)) return openFault(text, 'write out the address of each deployer');
  const group = text.startsWith('group:');
  const principal = parsePrincipal(group ? text.slice('group:'.length) : text);
  const member = group ? groupOf(principal) : memberOf(principal);
  if (!/^(?:user|serviceAccount|group):/.test(text) || member === undefined) {
    return 'Write user:ADDRESS, serviceAccount:ADDRESS or group:ADDRESS; everyone of a domain, service agents and federated identities are never let act as an account.';
  }
  if (member !== text) return `Write ${member}, as Google names this principal.`;
  return principal.kind === 'service-account'
    ? deployingAccountFault(principal.email, deployment)
    : domainFault(text, deployment);
}

function openFault(text: string, remedy: string): string {
  return `"${text}" leaves something open, and trust is literal: ${remedy}, without * and {}.`;
}

function groupOf(principal: Principal): string | undefined {
  return principal.kind === 'user' ? `group:${principal.email}` : undefined;
}

function deployingAccountFault(email: string, deployment: Deployment | undefined) {
  const account = parseServiceAccount(email);
  if (account.kind !== 'user-managed') {
    return `${email} is a default account, as which any workload of its project may run: name an account that only deploys.`;
  }
  return isBailiffs(email, account.projectId, deployment)
    ? `${email} belongs to Bailiff or to its project, which deploy no jobs: take it out.`
    : undefined;
}

function domainFault(member: string, deployment: Deployment | undefined): string | undefined {
  const domain = member.slice(member.indexOf('@') + 1);
  return deployment === undefined || deployment.domains.includes(domain)
    ? undefined
    : `${member} is of a domain that is not among the deployment's domains (${deployment.domains.join(', ')}): take it out, or ask whoever deploys Bailiff to add it.`;
}
