import { grantOf } from '../domain/grant.ts';
import type { Step } from '../domain/plan.ts';
import type { GrantStep } from '../domain/revoke-line.ts';
import type { JournalStep, Remediation } from '../ledger/journal.ts';
import { unsureGrant } from './unsure-grant.ts';
import { unsureLift } from './unsure-lift.ts';

/** What stands of which nobody can tell whether the remediation or somebody else wrote it, the last step first: sentences. */
export function unsureSteps({
  plan,
  steps,
}: Pick<Remediation, 'plan' | 'steps'>): readonly string[] {
  const unsure = (plan?.steps ?? []).flatMap((step, at) => {
    const entry = steps.find(({ index }) => index === at);
    return entry?.after?.['unsure'] === true ? wordsOf(step, entry) : [];
  });
  return unsure.toReversed();
}

function wordsOf(step: Step, { before }: JournalStep): readonly string[] {
  if (step.kind === 'allow-cross-project-use')
    return [unsureLift(step.project, Boolean(before?.['earlier']))];
  return isGrant(step) ? [unsureGrant(step)] : [];
}

function isGrant(step: Step): step is GrantStep {
  return grantOf(step) !== undefined;
}
