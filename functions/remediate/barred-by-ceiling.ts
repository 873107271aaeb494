import { ceilingCap } from '../../shared/domain/ceiling.ts';
import { reaches } from '../../shared/domain/mode.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import { type StepStop, stop } from './steps/step-runner.ts';

/**
 * Why the plan must go no further: an approver has lowered the ceiling since it was begun. Read anew, and from the ledger
 * alone, so that it holds whatever has become of the policy file.
 */
export async function barredByCeiling(
  { approvedBy }: Pick<Plan, 'approvedBy'>,
  ledger: Pick<Ledger, 'ceiling'>,
): Promise<StepStop | undefined> {
  const cap = ceilingCap(await ledger.ceiling());
  const least = approvedBy === undefined ? 'remediate' : 'approve';
  return cap === undefined || reaches(cap.mode, least) ? undefined : stop('skipped', cap.because);
}
