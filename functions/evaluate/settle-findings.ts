import { type Finding, UNSETTLED } from '../../shared/domain/finding.ts';
import { fullResourceName, type Resource } from '../../shared/domain/resource.ts';
import type { JobState } from '../../shared/domain/subject.ts';
import type { Occasion } from './occasion.ts';
import type { EvaluatePorts } from './ports.ts';
import { resolveFindings } from './resolve-findings.ts';

const MOST = 500;

/**
 * Resolves what is still open or exempt of the resource, except for rules in `broken`, and tells notify, so that
 * tickets close. Returns the ids of what was resolved. What another event has found in a newer job than `live` is left
 * to that one; denied deploys are left to settleAttempts: the job may be somebody else's, and under another account.
 */
export async function settleFindings(
  resource: Resource,
  occasion: Occasion,
  what: string,
  broken: readonly string[],
  ports: EvaluatePorts,
  live?: Pick<JobState, 'uid' | 'generation'>,
): Promise<readonly string[]> {
  const { findings } = await ports.ledger.findings({
    resource: fullResourceName(resource),
    states: [...UNSETTLED, 'exempt', 'resolved'],
    limit: MOST,
  });
  const concerned = ({ rule, uid, generation, attempted }: Finding) =>
    !attempted && !broken.includes(rule) && !(uid === live?.uid && generation > live.generation);
  return resolveFindings(findings.filter(concerned), what, occasion, ports);
}
