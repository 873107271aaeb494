import type { StepKind } from '../../shared/domain/plan.ts';
import type { JournalStep, Remediation } from '../../shared/ledger/journal.ts';

/** The clock of the log and that of the journal may differ by this much. */
const SKEW_MS = 60_000;
/** An instance that is put to sleep between journal and write goes on with the next request it gets, or ends; none lasts much longer. */
const LONGEST_STEP_MS = 60 * 60_000;

/**
 * Whether a step of one of these kinds was under way at `at` (RFC 3339), or may have been when it was cut off. Putting
 * back, which stands in the journal behind the plan's own steps, takes back any of them.
 */
export function wroteAround(
  { steps, plan }: Remediation,
  kinds: ReadonlySet<StepKind>,
  at: string,
): boolean {
  const planned = plan?.steps.some(({ kind }) => kinds.has(kind)) === true;
  return steps.some((step) => {
    const putsBack = step.index === plan?.steps.length && planned;
    return (kinds.has(step.kind) || putsBack) && wasUnderWay(step, at);
  });
}

/**
 * Whether the step was under way at `at` (RFC 3339), or may have been when it was cut off, however often it was begun
 * again since: the event of a write may come after another delivery has resumed its step.
 */
export function wasUnderWay({ began, earlier = [], ended }: JournalStep, at: string): boolean {
  const time = Date.parse(at);
  const starts = [...earlier, began].map((start) => Date.parse(start));
  return starts.some((start, index) => {
    const cutOff = start + LONGEST_STEP_MS;
    const next = starts[index + 1];
    const last = ended === undefined ? cutOff : Date.parse(ended);
    const end = next === undefined ? last : Math.min(next, cutOff);
    return start - SKEW_MS <= time && time <= end + SKEW_MS;
  });
}
