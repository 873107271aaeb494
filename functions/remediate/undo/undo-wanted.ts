import { requestDecision, requestIn } from '../../../shared/domain/approval.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { isBefore } from '../../../shared/ledger/instant.ts';
import type { Remediation } from '../../../shared/ledger/journal.ts';

/** The decision to undo that an approver asked for and nobody has carried out yet. */
export function undoWanted(
  { id, request }: Finding,
  past: readonly Remediation[],
  at: string,
): string | undefined {
  if (request?.kind !== 'undo' || request.used || !isBefore(at, request.expires)) return undefined;
  const wanted = requestDecision(id, request);
  return past.some(({ decision }) => decision === wanted) ? undefined : wanted;
}

/** True for a run that takes an earlier remediation back. */
export function isUndo(remediation: Remediation): boolean {
  return requestIn(remediation, 'undo') !== undefined;
}
