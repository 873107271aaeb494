import { jobLine } from '../../shared/domain/gcloud.ts';
import { revokeLine } from '../../shared/domain/revoke-line.ts';
import { lienStays } from '../../shared/engine/undo-plan.ts';
import { unsureGrant } from '../../shared/engine/unsure-grant.ts';
import { enforceLine, unsureLift } from '../../shared/engine/unsure-lift.ts';
import type { Leg } from './run-plan.ts';

/**
 * gcloud lines that take the remediation back, the last step first. What was there before it is not named. `from` is the
 * address of the account that the job had, also where the job named none.
 */
export function wayBack(legs: readonly Leg[], from: string): readonly string[] {
  return legs.toReversed().flatMap((leg) => linesOf(leg, from));
}

function linesOf({ step, turn }: Leg, from: string): readonly string[] {
  const added = turn.after?.['added'] === true;
  switch (step.kind) {
    case 'assign-service-account':
      return [jobLine('update', step.job, from)];
    case 'grant-act-as':
    case 'grant-token-creator':
    case 'grant-project-role':
      if (turn.after?.['unsure'] === true) return [`# ${unsureGrant(step)}`];
      return added ? [revokeLine(step)] : [];
    case 'allow-cross-project-use':
      return constraintLines(step.project, turn);
    // It can do nothing any more, and a person may have come to use it.
    case 'create-account':
    case 'verify-access':
      return [];
  }
}

/** What no line does stands behind a #. */
function constraintLines(project: string, { before, after }: Leg['turn']): readonly string[] {
  const wasSet = Boolean(before?.['earlier']);
  const unsure = after?.['unsure'] === true;
  if (!unsure && after?.['added'] !== true) return [];
  return [
    unsure ? `# ${unsureLift(project, wasSet)}` : enforceLine(project, wasSet),
    `# ${lienStays(project)} To see it: gcloud alpha resource-manager liens list --project=${project}`,
  ];
}
