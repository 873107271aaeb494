import type { Outcome } from '../domain/outcome.ts';
import type { Plan } from '../domain/plan.ts';
import type { JournalStep, Remediation } from './journal.ts';

type Journal = Pick<Remediation, 'decision' | 'plan' | 'steps'>;

/** Of how many times that a step was begun before the last one the journal keeps the moment: the newest. */
const EARLIER_KEPT = 50;

/** Throws when the plan may not take the place of the present one, as `Ledger.journalPlan` promises, for every adapter. */
export function mayPlan({ decision, plan: present, steps }: Journal, plan: Plan): void {
  if (steps.length > 0 && !same(present, plan))
    throw new Error(
      `The plan of ${decision} has ${steps.length} steps begun and cannot be replaced; follow it, or conclude.`,
    );
}

/** The step that stands once it has begun, as `Ledger.beginStep` promises it, for every adapter. */
export function begun(
  { decision, steps }: Journal,
  { index, kind, before }: Pick<JournalStep, 'index' | 'kind' | 'before'>,
  at: string,
): JournalStep {
  const present = steps.find((step) => step.index === index);
  if (present?.ended !== undefined)
    throw new Error(`Step ${index} of ${decision} has ended and cannot begin again.`);
  const step = { index, kind, before, after: undefined, began: at, ended: undefined };
  const earlier = present === undefined ? [] : [...(present.earlier ?? []), present.began];
  const kept = earlier.filter((time) => time !== at).slice(-EARLIER_KEPT);
  return kept.length === 0 ? step : { ...step, earlier: kept };
}

/**
 * The step that stands once it has ended, as `Ledger.endStep` promises it, for every adapter. The same end again
 * changes nothing: a writer whose acknowledgement was lost writes it twice.
 */
export function ended(
  { decision, steps }: Journal,
  index: number,
  after: JournalStep['after'],
  at: string,
): JournalStep {
  const present = steps.find((step) => step.index === index);
  if (present?.ended === at && same(present.after, after)) return present;
  if (present === undefined || present.ended !== undefined)
    throw new Error(`Step ${index} of ${decision} is not under way, so it cannot end.`);
  return { ...present, after, ended: at };
}

/** Throws for an outcome that is none yet, as `Ledger.conclude` promises, for every adapter. */
export function mayConclude(decision: string, outcome: Outcome): void {
  if (outcome.kind === 'failed' && outcome.retryable)
    throw new Error(`${decision} failed but can be tried again; release it, do not conclude.`);
}

/** As they are kept, which is JSON. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
