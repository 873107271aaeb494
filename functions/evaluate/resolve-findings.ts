import { claimedResource, decisionId, type Finding } from '../../shared/domain/finding.ts';
import type { StepKind } from '../../shared/domain/plan.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import { happened } from './happened.ts';
import { mendedBy } from './mended-by.ts';
import type { Occasion } from './occasion.ts';
import type { EvaluatePorts } from './ports.ts';
import { promiseTelling } from './promise-telling.ts';

// Longer than all deliveries of a decision take; what is unfinished by then was given up.
const LONGEST_REMEDIATION_MS = 60 * 60 * 1000;
const MOVES: ReadonlySet<StepKind> = new Set(['assign-service-account']);
const GRANTS: ReadonlySet<StepKind> = new Set([
  'grant-token-creator',
  'grant-act-as',
  'allow-cross-project-use',
]);

/**
 * Resolves those of the findings that are not settled yet and tells notify, so that tickets close; `what` is for their
 * history. Returns the ids of what was resolved, by this or by an earlier delivery of the event. What Bailiff mended
 * stays `remediated`, and what it is mending right now is left to it.
 */
export async function resolveFindings(
  findings: readonly Finding[],
  what: string,
  occasion: Occasion,
  { ledger, publisher, now }: EvaluatePorts,
): Promise<readonly string[]> {
  const at = happened(occasion, now());
  const settled: string[] = [];
  for (const seen of findings) {
    // Read before the finding itself: a remediation that ends in between has moved it by then.
    const remediations = await ledger.remediationsOf(claimedResource(seen));
    if (remediations.some((one) => isMending(one, seen, at))) continue;
    const finding = await ledger.finding(seen.id);
    if (finding === undefined || finding.state === 'remediated') continue;
    // Resolved at an earlier delivery of this event, which may have been cut off before it could tell.
    const again = finding.state === 'resolved' && finding.history.at(-1)?.at === at;
    if (finding.state === 'resolved' && !again) continue;
    // Not what another event has found broken since it was read.
    const move = { state: 'resolved', entry: { at, what }, ifStill: seen } as const;
    const event = occasion.eventKey;
    const telling = { finding: finding.id, decision: decisionId(finding, event), event };
    const told = await promiseTelling(telling, { ledger, now });
    const moved = again ? finding : await ledger.move(finding.id, move);
    if (moved !== undefined) {
      settled.push(finding.id);
      await publisher.publish(TOPICS.decisions, { kind: 'finding', ...telling });
    }
    await told();
  }
  return settled;
}

/** The write of an unfinished remediation has begun that may be all that is seen of it. */
function isMending(remediation: Remediation, { id }: Finding, at: string): boolean {
  const { steps, plan, outcome } = remediation;
  if (outcome !== undefined || !mendedBy(remediation).includes(id)) return false;
  const since = Date.parse(at) - LONGEST_REMEDIATION_MS;
  const writes = plan?.steps.some(({ kind }) => MOVES.has(kind)) === true ? MOVES : GRANTS;
  return steps.some(({ kind, began }) => writes.has(kind) && Date.parse(began) > since);
}
