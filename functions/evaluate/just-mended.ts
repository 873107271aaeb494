import { claimedResource } from '../../shared/domain/finding.ts';
import { principalText } from '../../shared/domain/principal.ts';
import { PROPAGATION_MS } from '../../shared/domain/propagation.ts';
import type { AttemptedSubject } from '../../shared/engine/gather-attempt.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import { happened } from './happened.ts';
import { mendedBy } from './mended-by.ts';
import type { Occasion } from './occasion.ts';
import type { EvaluatePorts, Verdict } from './ports.ts';

/** What becomes of a denied deploy that only tells that a grant is not known everywhere yet. */
export const PROPAGATING: Verdict = {
  result: 'denied.propagating',
  because: [
    'Bailiff granted what this deploy lacked at most ten minutes before it was denied, or is doing so: a grant takes minutes to be known everywhere, so nothing is re-opened.',
  ],
};

/**
 * The findings of this project, account and deployer that Bailiff has mended, or is mending, by a write less than ten
 * minutes before the denial and that nobody undid; siblings that one plan mends together are all among them.
 */
export async function justMended(
  { resource, principal, diagnosis }: AttemptedSubject,
  { at }: Pick<Occasion, 'at'>,
  { ledger, now }: EvaluatePorts,
): Promise<ReadonlySet<string>> {
  if (diagnosis === undefined) return new Set();
  const deployer = principalText(principal);
  const serviceAccount = diagnosis.account.email;
  const held = claimedResource({ resource, attempted: true, deployer, serviceAccount });
  const time = Date.parse(happened({ at }, now()));
  const remediations = await ledger.remediationsOf(held);
  const undone = new Set(remediations.map(({ plan }) => plan?.undoes));
  const stands = ({ decision, plan }: Remediation) =>
    plan?.undoes === undefined && !undone.has(decision);
  const recent = remediations.filter((one) => stands(one) && isRecent(one, time));
  return new Set(recent.flatMap(mendedBy));
}

function isRecent({ steps, plan, outcome }: Remediation, time: number): boolean {
  if (outcome !== undefined && outcome.kind !== 'remediated') return false;
  // Behind the plan's own steps stands that everything was put back.
  if (plan === undefined || steps.some(({ index }) => index >= plan.steps.length)) return false;
  return steps.some(
    ({ kind, began }) => kind !== 'verify-access' && time - Date.parse(began) <= PROPAGATION_MS,
  );
}
