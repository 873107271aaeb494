import { accountEmail, projectPart } from '../../shared/domain/account-email.ts';
import type { ActionSettings } from '../../shared/domain/decision.ts';
import type { Plan, StepOf } from '../../shared/domain/plan.ts';
import { ATTEMPTS, accountId } from './actions/account-id.ts';

type Move = StepOf<'assign-service-account'>;

/**
 * Which part of a plan that moves a job the policy does not name any more, in a sentence: the account it is moved onto, or
 * a role that one made for it gets, done or not. `undefined` while all is named, and for other plans.
 */
export function noLongerNamed(
  { steps, undoes }: Plan,
  action: ActionSettings | undefined,
): string | undefined {
  const move = steps.find((step) => step.kind === 'assign-service-account');
  if (move === undefined || undoes !== undefined) return undefined;
  const { existing, create } = action ?? {};
  if (existing !== undefined)
    return move.to === existing.replaceAll('{project}', projectPart(move.job.project))
      ? undefined
      : `By now the policy names ${existing} for the job.`;
  if (create === undefined || !isDedicated(move))
    return `By now the policy does not name ${move.to} for the job.`;
  const unnamed = steps.find(
    (step) => step.kind === 'grant-project-role' && !create.roles.includes(step.role),
  );
  return unnamed?.kind === 'grant-project-role'
    ? `By now the policy does not give ${unnamed.role} to the accounts that are made for jobs.`
    : undefined;
}

function isDedicated({ job, uid, to }: Move): boolean {
  return Array.from({ length: ATTEMPTS }, (_, attempt) =>
    accountEmail(accountId(job, uid, attempt), job.project),
  ).includes(to);
}
