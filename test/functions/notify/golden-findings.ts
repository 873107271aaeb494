import type { Decision } from '../../../shared/domain/decision.ts';
import type { Diagnosis } from '../../../shared/domain/diagnosis.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import type { Subject } from '../../../shared/domain/subject.ts';
import { RULES } from '../../../shared/rules/registry.ts';
import { type AttemptedSubject, attemptedSubject } from '../../fixtures/attempted-subject.ts';
import { someFinding } from '../../fixtures/finding.ts';
import { liveSubject } from '../../fixtures/live-subject.ts';

type Changes = Omit<Partial<Finding>, 'decision'> & { readonly decision?: Partial<Decision> };

/** What all rules find of a subject, each recorded with the changes. */
export function foundOf(subject: Subject, changes: Changes = {}): readonly Finding[] {
  return RULES.flatMap((rule) => {
    const violation = rule.check(subject);
    if (violation === undefined) return [];
    const { decision, ...rest } = changes;
    const because = [`The rule ${rule.id} asks for ${changes.mode ?? 'ticket'}.`];
    const finding = someFinding({
      ...violation,
      fix: rule.fix(violation, subject),
      decision: { ...someFinding().decision, because, ...decision },
      history: [
        {
          at: '2026-11-22T10:00:00Z',
          what: violation.attempted
            ? 'seen: denied deploy by dev@example.com; mode ticket'
            : 'seen: changed by dev@example.com, generation 1; mode ticket',
        },
      ],
      source: {
        logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
        timestamp: '2026-11-22T09:59:59.123456Z',
        insertId: '1a2b3cd4e5f6',
      },
      ...rest,
    });
    return [finding];
  });
}

/** Of the job payments-prod/nightly under the default account. */
export function defaultAccount(changes: Changes = {}): readonly Finding[] {
  return foundOf(liveSubject(), changes);
}

/** Of payments-prod/nightly under the diagnosed account. */
export function liveUse(diagnosis: Diagnosis, changes: Changes = {}): readonly Finding[] {
  return foundOf(liveSubject({ serviceAccount: diagnosis.account.email }, { diagnosis }), changes);
}

/** Of a deploy of payments-prod/cp that dev@example.com was refused, who may read the account unless said. */
export function deniedUse(
  diagnosis: Diagnosis,
  changes: Changes = {},
  subject: Partial<AttemptedSubject> = {},
): readonly Finding[] {
  const serviceAccount = diagnosis.account.email;
  return foundOf(
    attemptedSubject({ diagnosis, serviceAccount, deployerMayRead: true, ...subject }),
    changes,
  );
}
