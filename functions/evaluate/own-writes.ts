import type { Change } from '../../shared/domain/change.ts';
import { parsePrincipal } from '../../shared/domain/principal.ts';
import { fullResourceName } from '../../shared/domain/resource.ts';
import { parseServiceAccount } from '../../shared/domain/service-account.ts';
import type { JobState } from '../../shared/domain/subject.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import { isOwn, type Own } from './own.ts';
import type { EvaluatePorts } from './ports.ts';
import { wroteAround } from './wrote-around.ts';

const MOVES = new Set(['assign-service-account'] as const);

/**
 * Whether Bailiff itself made the change, and if so, whether the journal holds the step that did: a write by an own
 * identity without a step means that somebody else uses the identity. `live` is the job as it was just read.
 */
export async function ownWrite(
  change: Change,
  live: JobState | undefined,
  { ledger, deployment }: Pick<EvaluatePorts, 'ledger' | 'deployment'>,
): Promise<Own> {
  if (change.disposition === 'denied' || !isOwn(change.principal, deployment)) return 'not-own';
  // No step deletes a job.
  if (change.disposition === 'deleted') return 'without-step';
  const remediations = await ledger.remediationsOf(fullResourceName(change.resource));
  const around = remediations.filter((one) => wroteAround(one, MOVES, change.at));
  // Where the entry does not tell which version it made: while the job stands as an own identity left it, its generation
  // tells which write that was, this one or a later one.
  const ours = isOwn(parsePrincipal(live?.lastModifier), deployment) ? live : undefined;
  const made = change.generation ?? ours?.generation;
  const known = made === undefined || remediations.some((one) => generationsOf(one).has(made));
  return around.some((one) => setsAccount(one, change)) && known ? 'journalled' : 'without-step';
}

/** Whether one of its steps sets the account that the change names, or set it back; any change that names none. */
function setsAccount(
  { plan }: Remediation,
  { serviceAccount, impliesDefault }: Pick<Change, 'serviceAccount' | 'impliesDefault'>,
): boolean {
  if (serviceAccount === undefined && !impliesDefault) return true;
  const named = parseServiceAccount(serviceAccount ?? '');
  return (plan?.steps ?? []).some(
    (step) =>
      step.kind === 'assign-service-account' &&
      // A job that named none is answered with the default account.
      [step.to, step.from].some((one) =>
        one === '' ? named.kind !== 'user-managed' : 'email' in named && one === named.email,
      ),
  );
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
