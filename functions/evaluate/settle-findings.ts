import type { Change } from '../../shared/domain/change.ts';
import { decisionId, type Finding, UNSETTLED } from '../../shared/domain/finding.ts';
import { fullResourceName, type Resource } from '../../shared/domain/resource.ts';
import type { JobState } from '../../shared/domain/subject.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import { happened } from './happened.ts';
import type { EvaluatePorts } from './ports.ts';

const MOST = 500;
// Longer than all deliveries of a decision take; what is unfinished by then was given up.
const LONGEST_REMEDIATION_MS = 60 * 60 * 1000;

/**
 * Resolves what is still open or exempt of the resource, except for rules in `broken`, and tells notify, so that
 * tickets close. Returns the ids of what was resolved. What Bailiff mended stays `remediated`, and what it is
 * mending right now is left to it, as is what another event has found in a newer job than `live` to that one.
 */
export async function settleFindings(
  resource: Resource,
  change: Change,
  what: string,
  broken: readonly string[],
  ports: EvaluatePorts,
  live?: Pick<JobState, 'uid' | 'generation'>,
): Promise<readonly string[]> {
  const { ledger, publisher, now } = ports;
  const name = fullResourceName(resource);
  const at = happened(change, now());
  // Read before the findings: a remediation that ends in between has moved its finding by then.
  const remediations = await ledger.remediationsOf(name);
  const { findings } = await ledger.findings({
    resource: name,
    states: [...UNSETTLED, 'exempt', 'resolved'],
    limit: MOST,
  });
  const concerned = findings.filter(
    ({ rule, uid, generation }) =>
      !broken.includes(rule) && !(uid === live?.uid && generation > live.generation),
  );
  const settled: string[] = [];
  for (const finding of concerned) {
    if (remediations.some((one) => isMending(one, finding, at))) continue;
    // Resolved at an earlier delivery of this event, which may have been cut off before it could tell.
    const again = finding.state === 'resolved' && finding.history.at(-1)?.at === at;
    if (finding.state === 'resolved' && !again) continue;
    // Not what another event has found broken since it was read.
    const move = { state: 'resolved', entry: { at, what }, ifStill: finding } as const;
    const moved = again ? finding : await ledger.move(finding.id, move);
    if (moved === undefined) continue;
    settled.push(moved.id);
    await publisher.publish(TOPICS.decisions, {
      kind: 'finding',
      finding: moved.id,
      decision: decisionId(moved, change.eventKey),
      event: change.eventKey,
    });
  }
  return settled;
}

/** The job's write of an unfinished remediation has begun, so what is seen may be its work. */
function isMending({ finding, steps, outcome }: Remediation, { id }: Finding, at: string): boolean {
  if (finding !== id || outcome !== undefined) return false;
  const since = Date.parse(at) - LONGEST_REMEDIATION_MS;
  return steps.some(
    ({ kind, began }) => kind === 'assign-service-account' && Date.parse(began) > since,
  );
}
