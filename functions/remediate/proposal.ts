import { createHash } from 'node:crypto';
import type { Proposal } from '../../shared/domain/approval.ts';
import type { Plan, Step } from '../../shared/domain/plan.ts';
import { diagnosisDigest } from '../../shared/engine/diagnosis-digest.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import { boundState } from './bound-state.ts';
import { deployedBy } from './deployed-by.ts';
import type { Violating } from './look.ts';
import type { Delivery } from './ports.ts';
import { runnable } from './steps/registry.ts';

/**
 * The plan as an approver is shown it, with all that it rests on as it was just read. The same world and policy give the
 * same digest. Throws ApiFailure.
 */
export async function proposalOf(
  plan: Plan,
  now: Violating,
  past: readonly Remediation[],
  delivery: Delivery,
): Promise<Proposal> {
  const { finding, ports } = delivery;
  const binds = {
    'the finding': finding.id,
    ...judged(now),
    'the plan': digestOf(plan.steps.map(plain)),
    ...(await boundState(plan, ports)),
  };
  const digest = digestOf(Object.entries(binds).sort(([a], [b]) => (a < b ? -1 : 1)));
  const present = finding.proposal;
  return {
    digest,
    made: present?.digest === digest ? present.made : ports.now(),
    does: plan.steps.map((step) => runnable(step).planned()),
    notes: plan.notes,
    binds,
    deployedBy: deployedBy(now.subject, past, delivery),
    together: plan.together ?? [],
  };
}

/** The names of what is no longer as it was, or is new; empty when nothing moved. */
export function movedSince(before: Proposal, { binds }: Proposal): readonly string[] {
  const names = new Set([...Object.keys(before.binds), ...Object.keys(binds)]);
  return [...names].filter((name) => before.binds[name] !== binds[name]);
}

function judged({ subject, judgement }: Violating): Readonly<Record<string, string>> {
  const { evidence } = judgement.violation;
  return {
    ...(subject.kind === 'live'
      ? { "the job's uid": subject.job.uid, "the job's etag": subject.job.etag }
      : {}),
    ...(evidence.kind === 'account-use'
      ? { 'the diagnosis': diagnosisDigest(evidence.diagnosis) }
      : {}),
    'the policy file': judgement.decision.policyDigest,
  };
}

/** Without what is drawn anew each time that a plan is made. */
function plain(step: Step): Omit<Step, 'nonce'> {
  if (step.kind !== 'create-account') return step;
  const { nonce: _nonce, ...rest } = step;
  return rest;
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
