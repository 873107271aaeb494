import type { Plan, Step } from '../../shared/domain/plan.ts';
import type { FullResourceName } from '../../shared/domain/resource.ts';
import { ApiFailure } from '../../shared/gcp/api-failure.ts';
import type { JournalStep } from '../../shared/ledger/journal.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import { barredByCeiling } from './barred-by-ceiling.ts';
import { notThereYet } from './not-there-yet.ts';
import { journalledStop, putBack } from './put-back.ts';
import { Redeliver } from './redeliver.ts';
import { refusal } from './refusal.ts';
import { runnable, type StepPorts } from './steps/registry.ts';
import type { Facts, StepEnd, StepStop, Turn } from './steps/step-runner.ts';

/** One claimed remediation under way. */
export interface Run {
  readonly decision: string;
  /** Who holds the claim. */
  readonly owner: string;
  /** The job that all is done for; of denied deploys, the newest that was refused. */
  readonly resource: FullResourceName;
  readonly plan: Plan;
  /** The journal as it stood when the decision was claimed. */
  readonly journal: readonly JournalStep[];
  readonly ports: StepPorts & {
    readonly ledger: Pick<Ledger, 'beginStep' | 'endStep' | 'ceiling'>;
  };
  now(): string;
  sleep(milliseconds: number): Promise<void>;
  /** Adds a sentence to the finding's history, once for this remediation. */
  tell(what: string): Promise<void>;
}

/** A step of the plan and its turn, `after` being set once it ended. */
export interface Leg {
  readonly index: number;
  readonly step: Step;
  readonly turn: Turn<StepPorts> & { after: Facts | undefined };
  ended: string | undefined;
}

export type PlanEnd = ({ readonly kind: 'done' } | StepStop) & { readonly legs: readonly Leg[] };

/**
 * Runs the plan's steps that the journal does not show ended, or puts back what was done once one of them stops. The
 * stop is journalled first, so that a run which is cut off while putting back goes on putting back.
 * Throws Redeliver and retryable ApiFailures, for another delivery, and ClaimLost.
 */
export async function runPlan(run: Run, stopped?: StepStop): Promise<PlanEnd> {
  const legs = legsOf(run);
  const unfinished = legs.some(({ ended }) => ended === undefined);
  const reason = journalledStop(run) ?? (unfinished ? stopped : undefined);
  if (reason !== undefined) return { ...(await putBack(run, legs, reason)), legs };
  for (const leg of legs) {
    if (leg.ended === undefined) {
      const barred = await barredByCeiling(run.plan, run.ports.ledger);
      const end = barred ?? (await attempt(leg, legs, run));
      if (end.kind === 'stop') return { ...(await putBack(run, legs, end)), legs };
      leg.ended = run.now();
      leg.turn.after = end.after;
      await run.ports.ledger.endStep(run.decision, run.owner, leg.index, end.after, leg.ended);
    }
    await run.tell(runnable(leg.step).told(leg.turn.after ?? {}));
  }
  return { kind: 'done', legs };
}

async function attempt({ step, turn }: Leg, legs: readonly Leg[], run: Run): Promise<StepEnd> {
  try {
    return await runnable(step).run(turn);
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.retryable) throw error;
    if (notThereYet(error, legs, run.now()))
      throw new Redeliver('The account that was just made is not known everywhere yet.');
    return { kind: 'stop', outcome: 'failed', because: refusal(error) };
  }
}

function legsOf(run: Run): readonly Leg[] {
  const move = run.plan.steps.find((step) => step.kind === 'assign-service-account');
  const legs: readonly Leg[] = run.plan.steps.map((step, index) => {
    const recorded = run.journal.find((one) => one.index === index);
    const turn: Leg['turn'] = {
      ports: run.ports,
      resource: run.resource,
      uid: move?.uid ?? '',
      now: run.now,
      sleep: run.sleep,
      since: () => legs[0]?.ended ?? run.now(),
      before: recorded?.before,
      after: recorded?.after,
      previous: undefined,
      begin: async (before) => {
        const { decision, owner, ports } = run;
        const { kind } = step;
        await ports.ledger.beginStep(decision, owner, { index, kind, before }, run.now());
        turn.before = before;
      },
    };
    return { index, step, turn, ended: recorded?.ended };
  });
  return legs;
}
