import type { Outcome } from '../domain/outcome.ts';
import type { Plan, StepKind } from '../domain/plan.ts';
import type { FullResourceName } from '../domain/resource.ts';

/** One step of a plan in the journal: `before` is written ahead of the call, `after` behind it. */
export interface JournalStep {
  readonly index: number;
  readonly kind: StepKind;
  /** What the step found, and all that putting it back needs; no secret of the job. */
  readonly before: Readonly<Record<string, unknown>> | undefined;
  readonly after: JournalStep['before'];
  readonly began: string;
  /** When it was begun before that, oldest first, the newest 50; left out where it was begun once. */
  readonly earlier?: readonly string[];
  readonly ended: string | undefined;
}

/** A remediation as the journal holds it. */
export interface Remediation {
  readonly decision: string;
  readonly finding: string;
  readonly resource: FullResourceName;
  readonly started: string;
  readonly plan: Plan | undefined;
  readonly steps: readonly JournalStep[];
  readonly outcome: Outcome | undefined;
}
