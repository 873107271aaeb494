import type { Diagnosis } from '../../../shared/domain/diagnosis.ts';
import type { AccountUseEvidence } from '../../../shared/domain/evidence.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { crossProjectDiagnosis } from '../../fixtures/diagnosis.ts';
import { someFinding } from '../../fixtures/finding.ts';

const BOTH = crossProjectDiagnosis({ 'act-as': 'missing', 'token-minting': 'missing' });

/** Of a denied deploy of payments-prod/cp by dev@example.com under batch-runtime@identity-prod; both bindings are missing. */
export function deniedFinding(
  rule: string,
  changes: Partial<Finding> & Partial<Omit<AccountUseEvidence, 'kind'>> = {},
): Finding {
  const { diagnosis = BOTH, denial = 'act-as', withheld = false, ...rest } = changes;
  return someFinding({
    rule,
    resource: { kind: 'job', project: 'payments-prod', location: 'us-central1', name: 'cp' },
    attempted: true,
    serviceAccount: diagnosis.account.email,
    evidence: { kind: 'account-use', diagnosis, denial, withheld },
    indeterminate: diagnosis.unread,
    decision: { ...someFinding().decision, because: [`The rule ${rule} says ticket.`] },
    uid: '',
    generation: 0,
    fix: [],
    history: [
      { at: '2026-11-22T10:00:00Z', what: 'seen: denied deploy by dev@example.com; mode ticket' },
    ],
    ...rest,
  });
}

/** Of the job payments-prod/nightly that is there and uses the diagnosed account. */
export function liveFinding(
  rule: string,
  diagnosis: Diagnosis,
  changes: Partial<Finding> = {},
): Finding {
  return someFinding({
    rule,
    serviceAccount: diagnosis.account.email,
    evidence: { kind: 'account-use', diagnosis, denial: undefined, withheld: false },
    indeterminate: diagnosis.unread,
    decision: { ...someFinding().decision, because: [`The rule ${rule} says ticket.`] },
    fix: [],
    ...changes,
  });
}
