import { type Deployment, ownIdentities } from '../domain/deployment.ts';
import { grantOf } from '../domain/grant.ts';
import type { Plan, Step } from '../domain/plan.ts';
import { parseServiceAccount } from '../domain/service-account.ts';

/** Why a plan must not be carried out or taken back: it would touch what Bailiff runs on or as. `undefined` when it would not. */
export function ownTargetFault(
  { steps }: Pick<Plan, 'steps'>,
  deployment: Deployment,
): string | undefined {
  return steps.some((step) => touchesOwn(step, deployment))
    ? `It would touch ${deployment.project} or one of Bailiff's own identities, which Bailiff never changes: do it by hand.`
    : undefined;
}

function touchesOwn(step: Step, deployment: Deployment): boolean {
  switch (step.kind) {
    case 'create-account':
    case 'allow-cross-project-use':
      return step.project === deployment.project;
    case 'grant-project-role':
      return step.project === deployment.project || isOwnMember(step, deployment);
    case 'grant-act-as':
    case 'grant-token-creator':
      return isOwnAccount(step.account, deployment) || isOwnMember(step, deployment);
    case 'assign-service-account':
      return (
        step.job.project === deployment.project ||
        isOwnAccount(step.from, deployment) ||
        isOwnAccount(step.to, deployment)
      );
    case 'verify-access':
      return false;
  }
}

function isOwnMember(step: Step, deployment: Deployment): boolean {
  const member = grantOf(step)?.member ?? '';
  return ownEmails(deployment).some((email) => member.toLowerCase() === `serviceaccount:${email}`);
}

function isOwnAccount(email: string, deployment: Deployment): boolean {
  const account = parseServiceAccount(email);
  const home = account.kind === 'user-managed' ? account.projectId : undefined;
  return home === deployment.project || ownEmails(deployment).includes(email.toLowerCase());
}

function ownEmails(deployment: Deployment): readonly string[] {
  return ownIdentities(deployment).map((email) => email.toLowerCase());
}
