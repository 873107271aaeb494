import { randomUUID } from 'node:crypto';
import { type DenyPolicy, denyPolicies } from '../../shared/deployed/deny-policies.ts';
import type { Deployment } from '../../shared/domain/deployment.ts';
import { currentDenyPolicies, replaceDenyPolicies } from './deny-policies.ts';
import { newEtag } from './etag.ts';
import type { Organization } from './state.ts';

/** Attaches Bailiff's deny policies to the organization, to its own project and to folders, by their numbers. */
export function denyBailiff(
  organization: Organization,
  deployment: Deployment,
  protectedFolders: readonly string[] = [],
): void {
  // The console of the local organization is a page of it, and no service of the deployment.
  for (const policy of denyPolicies(deployment, { protectedFolders, console: false }))
    attach(organization, policy);
}

function attach(organization: Organization, { id, node, rules }: DenyPolicy): void {
  const now = organization.now();
  const policy = {
    id,
    uid: randomUUID(),
    displayName: '',
    annotations: {},
    etag: newEtag(),
    created: now,
    updated: now,
    rules: rules.map((rule) => ({
      description: "What Bailiff's identities may never do, or nobody else.",
      denyRule: { ...rule, exceptionPermissions: [] },
    })),
  };
  const others = currentDenyPolicies(organization, node).filter((one) => one.id !== id);
  replaceDenyPolicies(organization, node, [...others, policy]);
}
