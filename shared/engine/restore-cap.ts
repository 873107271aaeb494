import type { Violation } from '../domain/finding.ts';
import type { Cap } from '../domain/mode.ts';
import type { Subject } from '../domain/subject.ts';
import type { Policy } from '../policy/policy.ts';
import { trustOf } from '../policy/trust.ts';

/**
 * Who takes a binding away from under a job that is there may mean it, in an incident or when somebody leaves: it is
 * put back only where the owner says so.
 */
export function restoreCap(
  { evidence }: Violation,
  subject: Subject,
  policy: Pick<Policy, 'trust' | 'domains'>,
): readonly Cap[] {
  if (subject.kind !== 'live' || evidence.kind !== 'account-use') return [];
  const trust = trustOf(policy, subject.project.id, evidence.diagnosis.account.email);
  // Where nothing is trusted, that is what is told.
  if (trust === undefined || trust.restore) return [];
  const because =
    'The job is there, so taking this away may have been meant: the trust entry does not say restore: true.';
  return [{ mode: 'ticket', because }];
}
