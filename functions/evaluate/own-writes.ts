import type { Change } from '../../shared/domain/change.ts';
import { type Deployment, ownIdentities } from '../../shared/domain/deployment.ts';
import { type Principal, parsePrincipal } from '../../shared/domain/principal.ts';
import { fullResourceName } from '../../shared/domain/resource.ts';
import type { JobState } from '../../shared/domain/subject.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import type { EvaluatePorts } from './ports.ts';

/** The clock of the log and that of the journal may differ by this much. */
const SKEW_MS = 60_000;
const LONGEST_STEP_MS = 10 * 60_000;

/**
 * Whether Bailiff itself made the change, and if so, whether the journal holds the step that did: a write by an own
 * identity without a step means that somebody else uses the identity. `live` is the job as it was just read.
 */
export async function ownWrite(
  change: Change,
  live: JobState | undefined,
  { ledger, deployment }: Pick<EvaluatePorts, 'ledger' | 'deployment'>,
): Promise<'not-own' | 'journalled' | 'without-step'> {
  if (change.disposition === 'denied' || !isOwn(change.principal, deployment)) return 'not-own';
  // No step deletes a job.
  if (change.disposition === 'deleted') return 'without-step';
  const remediations = await ledger.remediationsOf(fullResourceName(change.resource));
  const around = remediations.filter((one) => wroteAround(one, change.at));
  // While the job stands as an own identity left it, its generation tells which write that was.
  const ours = isOwn(parsePrincipal(live?.lastModifier), deployment) ? live : undefined;
  const known = ours === undefined || around.some((one) => generationsOf(one).has(ours.generation));
  return around.length > 0 && known ? 'journalled' : 'without-step';
}

function isOwn(principal: Principal, deployment: Deployment): boolean {
  return (
    principal.kind === 'service-account' && ownIdentities(deployment).includes(principal.email)
  );
}

function wroteAround({ steps }: Remediation, at: string): boolean {
  const time = Date.parse(at);
  return steps.some(({ kind, began }) => {
    const start = Date.parse(began);
    return (
      kind === 'assign-service-account' &&
      start - SKEW_MS <= time &&
      time <= start + LONGEST_STEP_MS
    );
  });
}

/** The generations that a remediation gave the job, or may have given it when it was cut off. */
function generationsOf({ plan, steps }: Remediation): ReadonlySet<number> {
  const moved = steps
    .filter(({ index }) => plan?.steps[index]?.kind === 'assign-service-account')
    .map(({ before, after }) =>
      Number(after?.['generation'] ?? Number(before?.['generation']) + 1),
    );
  // Putting back is journalled behind the plan's own steps, and is one more write.
  const putBack = steps.some(({ index }) => index === plan?.steps.length);
  return new Set(putBack ? moved.flatMap((one) => [one, one + 1]) : moved);
}
