import { accountPrincipal, EVERYBODY } from '../domain/deny-principal.ts';
import type { Deployment } from '../domain/deployment.ts';
import { runners, writers } from './accounts.ts';

/** https://cloud.google.com/iam/docs/reference/rest/v2/policies#DenyRule, without what infra uses of none of them. */
export interface DenyRule {
  readonly deniedPrincipals: readonly string[];
  readonly exceptionPrincipals: readonly string[];
  readonly deniedPermissions: readonly string[];
}

export interface DenyPolicy {
  readonly id: string;
  /** What it is attached to: `organizations/N`, `projects/P` or `folders/N`. */
  readonly node: string;
  readonly rules: readonly DenyRule[];
}

/** What the deployment alone does not tell. */
export interface Denying {
  /** Numbers. */
  readonly protectedFolders: readonly string[];
  /** Whether the console runs, and so writes the ledger. */
  readonly console: boolean;
}

/** Every permission by which one of the roles changes something, as deny policies spell it. */
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

const ORGANIZATION_WRITES = [
  'cloudresourcemanager.googleapis.com/organizations.setIamPolicy',
  'iam.googleapis.com/roles.create',
  'iam.googleapis.com/roles.delete',
  'iam.googleapis.com/roles.undelete',
  'iam.googleapis.com/roles.update',
];

const LEDGER_WRITES = [
  'datastore.googleapis.com/entities.create',
  'datastore.googleapis.com/entities.delete',
  'datastore.googleapis.com/entities.update',
];

/** The deny policies of a deployment, as infra/deny.tf has them: a test compares the two. */
export function denyPolicies(
  deployment: Deployment,
  { protectedFolders, console }: Denying,
): readonly DenyPolicy[] {
  const functions = runners(deployment);
  const running = functions.filter((email) => console || email !== deployment.identities.console);
  const own = [...functions, ...writers(deployment)];
  return [
    {
      id: 'bailiff-organization',
      node: deployment.organization,
      rules: [deny(own, ORGANIZATION_WRITES), deny(functions, WRITES)],
    },
    {
      id: 'bailiff-project',
      node: `projects/${deployment.project}`,
      rules: [
        deny(own, WRITES),
        {
          deniedPrincipals: [EVERYBODY],
          exceptionPrincipals: running.map(accountPrincipal),
          deniedPermissions: LEDGER_WRITES,
        },
      ],
    },
    ...protectedFolders.map((folder) => ({
      id: 'bailiff-protected',
      node: `folders/${folder}`,
      rules: [deny(own, WRITES)],
    })),
  ];
}

function deny(emails: readonly string[], deniedPermissions: readonly string[]): DenyRule {
  const deniedPrincipals = emails.map(accountPrincipal);
  return { deniedPrincipals, exceptionPrincipals: [], deniedPermissions };
}
