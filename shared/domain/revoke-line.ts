import { actAsLine, projectRoleLine, tokenCreatorLine } from './gcloud.ts';
import type { StepOf } from './plan.ts';
import { parseServiceAccount } from './service-account.ts';

/** A step that adds one member to one role. */
export type GrantStep = StepOf<'grant-act-as' | 'grant-token-creator' | 'grant-project-role'>;

/** The gcloud line that takes away what the step grants. */
export function revokeLine(step: GrantStep): string {
  if (step.kind === 'grant-project-role')
    return projectRoleLine('remove', step.project, step.member, step.role);
  const line = step.kind === 'grant-act-as' ? actAsLine : tokenCreatorLine;
  return line('remove', step.account, step.member, projectOf(step.account));
}

function projectOf(email: string): string {
  const account = parseServiceAccount(email);
  return account.kind === 'user-managed' ? account.projectId : '';
}
