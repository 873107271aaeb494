import type { Plan } from '../../shared/domain/plan.ts';
import { concerns } from '../../shared/ledger/concerns.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import type { Delivery } from './ports.ts';

const PAUSE_MS = 60 * 60 * 1000;

/**
 * Why the plan is not tried: the very same one failed for this finding within the last hour, and a deploy that is denied
 * again and again must not have it tried again and again.
 */
export function failedLately(
  { steps }: Plan,
  past: readonly Remediation[],
  { finding, ports }: Delivery,
): string | undefined {
  // A job that was deployed anew may be another matter.
  if (!steps.some(({ kind }) => kind === 'verify-access')) return undefined;
  const since = Date.parse(ports.now()) - PAUSE_MS;
  const same = JSON.stringify(steps);
  const failed = past.find(
    (one) =>
      concerns(one, finding.id) &&
      one.outcome?.kind === 'failed' &&
      Date.parse(one.started) > since &&
      JSON.stringify(one.plan?.steps) === same,
  );
  return failed?.outcome === undefined
    ? undefined
    : `The same was tried within the last hour and is not tried again so soon. ${failed.outcome.because}`;
}
