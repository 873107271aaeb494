import type { Change } from '../../shared/domain/change.ts';
import { type Deployment, ownIdentities } from '../../shared/domain/deployment.ts';
import { fullResourceName } from '../../shared/domain/resource.ts';
import type { Remediation } from '../../shared/ledger/ledger.ts';
import type { EvaluatePorts } from './ports.ts';

/** The clock of the log and that of the journal may differ by this much. */
const SKEW_MS = 60_000;
const LONGEST_STEP_MS = 10 * 60_000;

/**
 * Whether Bailiff itself made the change, and if so, whether the journal holds the step that did: a write by an own
 * identity without a step means that somebody else uses the identity.
 */
export async function ownWrite(
  change: Change,
  { ledger, deployment }: Pick<EvaluatePorts, 'ledger' | 'deployment'>,
): Promise<'not-own' | 'journalled' | 'without-step'> {
  if (change.disposition === 'denied' || !isOwn(change, deployment)) return 'not-own';
  // No step deletes a job.
  if (change.disposition === 'deleted') return 'without-step';
  const remediations = await ledger.remediationsOf(fullResourceName(change.resource));
  return remediations.some((one) => wrote(one, change.at)) ? 'journalled' : 'without-step';
}

function isOwn({ principal }: Change, deployment: Deployment): boolean {
  return (
    principal.kind === 'service-account' && ownIdentities(deployment).includes(principal.email)
  );
}

function wrote({ steps }: Remediation, at: string): boolean {
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
