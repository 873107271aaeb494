import { randomUUID } from 'node:crypto';
import { runners, writers } from '../../shared/deployed/accounts.ts';
import type { Deployment } from '../../shared/domain/deployment.ts';
import { currentDenyPolicies, replaceDenyPolicies } from './deny-policies.ts';
import { newEtag } from './etag.ts';
import type { Organization } from './state.ts';

const PRINCIPAL = 'principal://iam.googleapis.com/projects/-/serviceAccounts/';

/** What the two policies of infra/deny.tf take from all of Bailiff's identities. */
const ORGANIZATION = [
  'cloudresourcemanager.googleapis.com/organizations.setIamPolicy',
  'iam.googleapis.com/roles.create',
  'iam.googleapis.com/roles.delete',
  'iam.googleapis.com/roles.undelete',
  'iam.googleapis.com/roles.update',
];
const WRITES = [
  'cloudresourcemanager.googleapis.com/projects.setIamPolicy',
  'iam.googleapis.com/serviceAccounts.actAs',
  'iam.googleapis.com/serviceAccounts.create',
  'iam.googleapis.com/serviceAccounts.setIamPolicy',
  'orgpolicy.googleapis.com/policies.create',
  'orgpolicy.googleapis.com/policies.delete',
  'orgpolicy.googleapis.com/policies.update',
  'run.googleapis.com/jobs.update',
];

/** Attaches Bailiff's deny policies to the organization and to its own project. */
export function denyBailiff(organization: Organization, deployment: Deployment): void {
  const functions = runners(deployment);
  const all = [...functions, ...writers(deployment)];
  attach(organization, deployment.organization, 'bailiff-organization', [
    rule(all, ORGANIZATION),
    rule(functions, WRITES),
  ]);
  attach(organization, `projects/${deployment.project}`, 'bailiff-project', [rule(all, WRITES)]);
}

function rule(emails: readonly string[], deniedPermissions: readonly string[]) {
  const denyRule = {
    deniedPrincipals: emails.map((email) => `${PRINCIPAL}${email}`),
    exceptionPrincipals: [],
    deniedPermissions,
    exceptionPermissions: [],
  };
  return { description: "What Bailiff's identities may never do.", denyRule };
}

function attach(
  organization: Organization,
  name: string,
  id: string,
  rules: readonly ReturnType<typeof rule>[],
): void {
  const now = organization.now();
  const policy = {
    id,
    uid: randomUUID(),
    displayName: '',
    annotations: {},
    etag: newEtag(),
    created: now,
    updated: now,
    rules,
  };
  replaceDenyPolicies(organization, name, [...currentDenyPolicies(organization, name), policy]);
}
