import type { Decision } from '../../shared/domain/decision.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import { isBefore } from '../../shared/ledger/instant.ts';
import type { JournalStep } from '../../shared/ledger/journal.ts';
import { conclude } from './conclude.ts';
import type { Delivery } from './ports.ts';
import { type Run, runPlan } from './run-plan.ts';
import type { StepStop } from './steps/step-runner.ts';

/** A decision that this delivery holds the claim of, with its journalled plan. */
export interface Claimed {
  readonly decision: string;
  readonly owner: string;
  readonly plan: Plan;
  readonly journal: readonly JournalStep[];
  /** When it was first claimed, RFC 3339. */
  readonly started: string;
}

/** Runs the plan to its end, or puts it back when `stop` says that it must not go on, and records what came of it. */
export async function carryOut(
  claimed: Claimed,
  delivery: Delivery,
  { decision, stop }: { readonly decision: Decision; readonly stop?: StepStop | undefined },
): Promise<void> {
  const { ports } = delivery;
  const { started, ...rest } = claimed;
  const run: Run = {
    ...rest,
    resource: delivery.finding.resourceName,
    ports,
    now: () => ports.now(),
    sleep: (milliseconds) => ports.sleep(milliseconds),
    tell: (what) => tell(what, started, delivery),
  };
  for (const note of run.plan.notes) await run.tell(note);
  await conclude(await runPlan(run, stop), run, decision, delivery);
}

/** Once for one remediation, however often it is resumed. */
async function tell(what: string, since: string, { finding, ports }: Delivery): Promise<void> {
  const present = await ports.ledger.finding(finding.id);
  const known = present?.history.some((one) => one.what === what && !isBefore(one.at, since));
  if (known !== true) await ports.ledger.move(finding.id, { entry: { at: ports.now(), what } });
}
