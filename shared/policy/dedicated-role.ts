import type { Deployment } from '../domain/deployment.ts';
import known from './known-roles.json' with { type: 'json' };

const KNOWN: Readonly<Record<string, string>> = known.roles;
const ROLE =
  /^(?:projects\/(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]\/|organizations\/\d+\/)?roles\/[A-Za-z0-9_.]+$/;

/**
 * All that speaks against giving this role to a dedicated account, as far as its name tells. A predefined role that
 * known-roles.json does not list, and any custom role, passes here: its contents are read and judged by
 * `forbiddenIn` before any grant. Without a deployment its list of roles is not consulted.
 */
export function roleFaults(role: string, deployment?: Deployment): readonly string[] {
  if (!ROLE.test(role)) {
    return [
      `"${role}" is no role: write roles/NAME, projects/PROJECT/roles/NAME or organizations/NUMBER/roles/NAME.`,
    ];
  }
  return [...forbiddenFault(role), ...outsideFault(role, deployment)];
}

function forbiddenFault(role: string): readonly string[] {
  if (/^roles\/.*serviceAgent$/i.test(role)) {
    return [`${role} is made for one of Google's own service agents: no job may hold it.`];
  }
  const permission = Object.hasOwn(KNOWN, role) ? KNOWN[role] : undefined;
  if (permission === undefined) return [];
  return [
    `${role} holds ${permission}, by which a job could widen its own access: choose a narrower role.`,
  ];
}

function outsideFault(role: string, deployment: Deployment | undefined): readonly string[] {
  if (deployment === undefined || deployment.dedicatedAccountRoles.includes(role)) return [];
  return [
    `${role} is not among the deployment's dedicatedAccountRoles: take it out, or ask whoever deploys Bailiff to add it.`,
  ];
}
