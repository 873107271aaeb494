import { isDeepStrictEqual } from 'node:util';
import { CONDITIONS, conditionOf } from '../../shared/domain/diagnosis.ts';
import type { Evidence } from '../../shared/domain/evidence.ts';
import { type Finding, UNSETTLED } from '../../shared/domain/finding.ts';
import { reaches } from '../../shared/domain/mode.ts';
import type { Subject } from '../../shared/domain/subject.ts';
import type { Judgement } from '../../shared/engine/judge.ts';
import type { Occasion } from './occasion.ts';

/** As long as the shortest of what holds a remediation: the budgets are of an hour. */
const DUE_AGAIN_MS = 60 * 60_000;

/**
 * Whether the ledger holds a live job's finding just as it is judged now, and somebody was told of it: then a look that
 * no change of the job gave rise to adds nothing, neither an occurrence nor a line of history. Only an event about who
 * may use the account lets a restore that was held or failed be tried again, at most once an hour.
 */
export function isKnown(
  finding: Finding,
  judgement: Judgement,
  subject: Subject,
  { quiet, at }: Pick<Occasion, 'quiet' | 'at'>,
): boolean {
  if (quiet === undefined || !isSame(finding, judgement, subject)) return false;
  const { state, decision, lastSeen } = finding;
  const { mode, exemption } = judgement.decision;
  // What goes further by now, since the ceiling was raised or a fight is over, is news.
  if (state === 'ticketed' && !reaches(decision.mode, mode)) return false;
  if (state === 'exempt') return decision.exemption?.id === exemption?.id;
  if (exemption !== undefined || !UNSETTLED.has(state)) return false;
  const since = Date.parse(at) - Date.parse(lastSeen);
  // Nobody may have been told of one that is open, but an event other than this is told by its own delivery.
  if (state === 'open') return mode === 'observe' || (quiet === 'drift' && since > 0);
  const pending = state === 'settling' || state === 'awaiting-approval';
  const due = !pending && finding.evidence.kind === 'account-use' && reaches(mode, 'approve');
  return !(quiet === 'drift' && due && since >= DUE_AGAIN_MS);
}

function isSame(finding: Finding, { violation, decision }: Judgement, subject: Subject): boolean {
  if (subject.kind !== 'live') return false;
  const { uid, generation } = subject.job;
  return (
    finding.uid === uid &&
    finding.generation === generation &&
    finding.serviceAccount === violation.serviceAccount &&
    finding.decision.policyDigest === decision.policyDigest &&
    isDeepStrictEqual(finding.indeterminate, violation.indeterminate) &&
    isDeepStrictEqual(heartOf(finding.evidence), heartOf(violation.evidence))
  );
}

/** What of the evidence the verdict rests on: executions come and go, and only an event tells how the account was named. */
function heartOf(evidence: Evidence): unknown {
  if (evidence.kind === 'default-service-account') return evidence.roles;
  const { diagnosis } = evidence;
  return [diagnosis.account, CONDITIONS.map((id) => conditionOf(diagnosis, id).state)];
}
