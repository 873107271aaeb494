import type { Deployment } from '../domain/deployment.ts';
import { buildAccount } from './accounts.ts';
import { DATABASE, type RoleName } from './parts.ts';

/** A binding that the deployment has. */
export interface Grant {
  /** `serviceAccount:EMAIL`. */
  readonly member: string;
  /** As a policy names it. */
  readonly role: string;
  readonly condition: { readonly title: string; readonly expression: string } | undefined;
  /** Of the custom role, where it is one. */
  readonly custom: RoleName | undefined;
}

// https://cloud.google.com/iam/docs/setting-limits-on-granting-roles
const MOST_IN_LIST = 10;

/** What Bailiff's identities hold on the organization: a writer its role only while ceiling and actions call for it. */
export function organizationGrants(deployment: Deployment): readonly Grant[] {
  const { organization, actions, ceiling, identities } = deployment;
  const { evaluate, remediate, sweep, jobWriter, accountWriter, roleGranter, orgPolicyWriter } =
    identities;
  const writes = ceiling === 'approve' || ceiling === 'remediate';
  const does = (...some: Deployment['actions']) =>
    writes && some.some((action) => actions.includes(action));
  const to = (email: string | undefined, custom: RoleName, when = true): readonly Grant[] =>
    email === undefined || !when
      ? []
      : [{ ...plain(email, `${organization}/roles/${custom}`), custom }];
  return [
    ...[evaluate, remediate].flatMap((email) => [
      ...to(email, 'bailiffReader'),
      plain(email, 'roles/iam.securityReviewer'),
    ]),
    ...to(sweep, 'bailiffSweeper'),
    ...to(jobWriter, 'bailiffJobWriter', does('assign-service-account')),
    ...to(
      accountWriter,
      'bailiffAccountWriter',
      does('assign-service-account', 'grant-token-creator', 'grant-act-as'),
    ),
    ...to(
      roleGranter,
      'bailiffRoleGranter',
      does('assign-service-account') && deployment.dedicatedAccountRoles.length > 0,
    ).map((grant) => ({ ...grant, condition: grantableRoles(deployment) })),
    ...to(orgPolicyWriter, 'bailiffOrgPolicyWriter', does('allow-cross-project-use')),
  ];
}

/** What they hold on Bailiff's own project. */
export function projectGrants(deployment: Deployment): readonly Grant[] {
  const { evaluate, remediate, notify, sweep } = deployment.identities;
  const condition = {
    title: 'bailiff-ledger',
    expression: `resource.name == "projects/${deployment.project}/databases/${DATABASE}"`,
  };
  const running = [evaluate, remediate, notify, sweep].filter((email) => email !== undefined);
  const build = buildAccount(deployment);
  return [
    ...running.map((email) => ({ ...plain(email, 'roles/datastore.user'), condition })),
    plain(build, 'roles/logging.logWriter'),
    plain(build, 'roles/storage.objectViewer'),
  ];
}

function plain(email: string, role: string): Grant {
  return { member: `serviceAccount:${email}`, role, condition: undefined, custom: undefined };
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
