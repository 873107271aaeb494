import type { Step } from './plan.ts';

export const ACT_AS_ROLE = 'roles/iam.serviceAccountUser';
export const TOKEN_CREATOR_ROLE = 'roles/iam.serviceAccountTokenCreator';

/** The role that a step grants, and to whom; `undefined` for a step that grants none. */
export function grantOf(
  step: Step,
): { readonly role: string; readonly member: string } | undefined {
  switch (step.kind) {
    case 'grant-act-as':
      return { role: ACT_AS_ROLE, member: step.member };
    case 'grant-token-creator':
      return { role: TOKEN_CREATOR_ROLE, member: step.member };
    case 'grant-project-role':
      return { role: step.role, member: step.member };
    default:
      return undefined;
  }
}
