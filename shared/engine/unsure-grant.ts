import { grantOf } from '../domain/grant.ts';
import { type GrantStep, revokeLine } from '../domain/revoke-line.ts';

/** That a grant stands of which nobody can tell who made it, and how a person takes it away: sentences. */
export function unsureGrant(step: GrantStep): string {
  const { role = '', member = '' } = grantOf(step) ?? {};
  const place = step.kind === 'grant-project-role' ? `project ${step.project}` : step.account;
  return `${member} holds ${role} on ${place}, and whether Bailiff or somebody else granted it is not known, since the answer to Bailiff's own write was lost: Bailiff does not take it back. \`${revokeLine(step)}\` takes it away.`;
}
