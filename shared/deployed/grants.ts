import type { Deployment } from '../domain/deployment.ts';
import { IDENTITIES } from '../permissions/identities.ts';
import type { Identity } from '../permissions/identity.ts';
import { addressOf } from './accounts.ts';
import { DATABASE } from './parts.ts';
import { type CustomRole, ROLES } from './roles.ts';

/** A binding that the deployment has. */
export interface Grant {
  /** `serviceAccount:EMAIL`. */
  readonly member: string;
  /** As a policy names it. */
  readonly role: string;
  readonly condition: { readonly title: string; readonly expression: string } | undefined;
  /** The role, where it is one of Bailiff's own. */
  readonly custom: CustomRole | undefined;
  /** Whether it is there only with a setting that does not bound the policy, so that nothing tells here. */
  readonly optional: boolean;
}

// https://cloud.google.com/iam/docs/setting-limits-on-granting-roles
const MOST_IN_LIST = 10;

/** What Bailiff's identities hold on the organization: a writer its role only while ceiling and actions call for it. */
export function organizationGrants(deployment: Deployment): readonly Grant[] {
  return IDENTITIES.filter((identity) => isCalledFor(identity, deployment)).flatMap((identity) =>
    grantsOf(identity, 'organization', deployment),
  );
}

/** What they hold on Bailiff's own project. */
export function projectGrants(deployment: Deployment): readonly Grant[] {
  return IDENTITIES.flatMap((identity) => [
    ...grantsOf(identity, 'database bailiff', deployment),
    ...grantsOf(identity, 'project', deployment),
  ]);
}

function isCalledFor({ account, actions }: Identity, deployment: Deployment): boolean {
  if (actions === undefined) return true;
  if (!['approve', 'remediate'].includes(deployment.ceiling)) return false;
  if (account === GRANTER && deployment.dedicatedAccountRoles.length === 0) return false;
  return actions.some((action) => deployment.actions.includes(action));
}

const GRANTER = 'bailiff-role-granter';

function grantsOf({ account, grants }: Identity, where: string, deployment: Deployment): Grant[] {
  const email = addressOf(account, deployment);
  if (email === undefined) return [];
  return grants
    .filter((grant) => grant.where === where)
    .map(({ role, optional = false }) => {
      const custom = ROLES.find(({ id }) => id === role);
      return {
        member: `serviceAccount:${email}`,
        role: custom === undefined ? role : `${deployment.organization}/roles/${role}`,
        condition: conditionOf(account, where, deployment),
        custom,
        optional,
      };
    });
}

function conditionOf(account: string, where: string, deployment: Deployment): Grant['condition'] {
  if (where.startsWith('database'))
    return {
      title: 'bailiff-ledger',
      expression: `resource.name == "projects/${deployment.project}/databases/${DATABASE}"`,
    };
  return account === GRANTER ? grantableRoles(deployment) : undefined;
}

function grantableRoles({ dedicatedAccountRoles }: Deployment) {
  const sorted = dedicatedAccountRoles.toSorted();
  const parts: string[] = [];
  for (let from = 0; from < sorted.length; from += MOST_IN_LIST) {
    const names = sorted.slice(from, from + MOST_IN_LIST).map((role) => `'${role}'`);
    parts.push(
      `api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([${names.join(', ')}])`,
    );
  }
  return { title: 'bailiff-dedicated-account-roles', expression: parts.join(' || ') };
}
