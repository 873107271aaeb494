import {
  actAsLine,
  createAccountLine,
  disableEnforceLine,
  enableAccountLine,
  projectRoleLine,
  tokenCreatorLine,
  undeleteAccountLine,
} from '../../domain/gcloud.ts';
import { type Principal, principalText } from '../../domain/principal.ts';
import { type DiagnosisFacts, isOwn, projectOf, serviceAgentOf } from './facts.ts';
import { accountMember, constraintOff, enabledAccount, projectMember } from './terraform.ts';

/** What mends a condition, as gcloud lines and as Terraform; both empty where neither can. */
export interface Mending {
  readonly fix: readonly string[];
  readonly terraform: readonly string[];
}

export const NOTHING: Mending = { fix: [], terraform: [] };
export const CONSTRAINT = 'iam.disableCrossProjectServiceAccountUsage';

const AGENT_ROLE = 'roles/run.serviceAgent';
// Whoever pastes a line pastes a subject too, which is an outsider's text.
const PASTEABLE = /^principal(?:Set)?:\/\/[\w.@:/%+~-]+$/;

/** Lets the deployer act as the account, on the account alone. */
export function letActAs(facts: DiagnosisFacts): Mending {
  const member = facts.deployer === undefined ? undefined : memberText(facts.deployer);
  if (member === undefined) return NOTHING;
  const { email } = facts.account;
  const role = 'roles/iam.serviceAccountUser';
  return {
    fix: [actAsLine('add', email, member, projectOf(facts))],
    terraform: [accountMember('act_as', email, projectOf(facts), role, member)],
  };
}

/**
 * Lets the service agent mint tokens: on another project's account, or, in the agent's own project, by the role that
 * Google gives it there. https://cloud.google.com/run/docs/troubleshooting
 */
export function letMint(facts: DiagnosisFacts): Mending {
  const { account, project } = facts;
  const member = `serviceAccount:${serviceAgentOf(project)}`;
  if (isOwn(account, project))
    return {
      fix: [projectRoleLine('add', project.id, member, AGENT_ROLE)],
      terraform: [projectMember('run_service_agent', project.id, AGENT_ROLE, member)],
    };
  const role = 'roles/iam.serviceAccountTokenCreator';
  return {
    fix: [tokenCreatorLine('add', account.email, member, projectOf(facts))],
    terraform: [accountMember('token_creator', account.email, projectOf(facts), role, member)],
  };
}

/** Lets other projects use the accounts of this one. */
export function liftConstraint(facts: DiagnosisFacts): Mending {
  const project = projectOf(facts);
  return {
    fix: [disableEnforceLine(CONSTRAINT, project)],
    terraform: [constraintOff(CONSTRAINT, project)],
  };
}

export function enable(facts: DiagnosisFacts): Mending {
  const { account } = facts;
  const terraform =
    account.kind === 'user-managed' ? [enabledAccount(account.accountId, account.projectId)] : [];
  return { fix: [enableAccountLine(account.email, projectOf(facts))], terraform };
}

/** Brings a known account back; where none is known, an account of a user's own can be made anew. */
export function bringBack(facts: DiagnosisFacts): Mending {
  const { account, pinned } = facts;
  if (pinned !== undefined)
    return /^\d+$/.test(pinned)
      ? { fix: [undeleteAccountLine(pinned, projectOf(facts))], terraform: [] }
      : NOTHING;
  if (account.kind !== 'user-managed') return NOTHING;
  const { accountId, projectId } = account;
  return {
    fix: [createAccountLine(accountId, projectId)],
    terraform: [enabledAccount(accountId, projectId)],
  };
}

/** For a line that a person reads and runs, so a service agent may stand in it; Bailiff itself grants none anything. */
function memberText(principal: Principal): string | undefined {
  switch (principal.kind) {
    case 'user':
      return `user:${principal.email}`;
    case 'service-account':
    case 'service-agent':
      return `serviceAccount:${principal.email}`;
    case 'federated':
      return PASTEABLE.test(principal.subject) ? principalText(principal) : undefined;
    case 'unknown':
      return undefined;
  }
}
