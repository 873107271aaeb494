import type { Policy } from './policy.ts';
import { widenedExemptions } from './widening-exemptions.ts';
import { widenedLimits } from './widening-limits.ts';
import { widenedRules } from './widening-rules.ts';
import { widenedTrust } from './widening-trust.ts';

/**
 * In what a policy allows more than an earlier one, a sentence for each; empty when nothing is dealt with further than
 * before. It errs to the side of telling: conditions are compared by their text, and two that differ may match together
 * or not. `today` is YYYY-MM-DD in UTC: what lapsed before that day counts no more.
 */
export function widens(before: Policy, after: Policy, today: string): readonly string[] {
  const sentences = [
    ...widenedRules(before, after),
    ...widenedTrust(before.trust, after.trust),
    ...widenedExemptions(before.exemptions, after.exemptions, today),
    ...widenedLimits(before, after),
  ];
  return [...new Set(sentences)];
}
