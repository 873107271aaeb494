import type { Step, StepKind } from '../../shared/domain/plan.ts';
import { ApiFailure } from '../../shared/gcp/api-failure.ts';
import type { JournalStep } from '../../shared/ledger/journal.ts';
import type { Leg, Run } from './run-plan.ts';
import { runnable, type StepPorts } from './steps/registry.ts';
import type { PutBack, StepStop, Turn } from './steps/step-runner.ts';

const KEEPS_MS = 5 * 60 * 1000;

/**
 * Takes back what the steps did, last one first, unless it is to stay, and answers the stop with what became of it in
 * words. It is journalled as a step behind the plan's own, with the reason.
 */
export async function putBack(run: Run, legs: readonly Leg[], stop: StepStop): Promise<StepStop> {
  const { decision, owner, plan, ports } = run;
  const index = plan.steps.length;
  const earlier = entryOf(run);
  if (earlier?.ended !== undefined) return said(stop, earlier.after?.['said']);
  const { outcome, because, stays } = stop;
  const entry = {
    index,
    kind: kindOf(legs),
    before: { outcome, because, ...(stays ? { stays } : {}) },
  };
  // Its time tells evaluate which writes are Bailiff's own, so a resumed entry keeps it for a while.
  if (earlier === undefined || Date.parse(run.now()) - Date.parse(earlier.began) > KEEPS_MS)
    await ports.ledger.beginStep(decision, owner, entry, run.now());
  const sentences: string[] = [];
  for (const { step, turn } of stays ? [] : legs.toReversed()) {
    const { said: sentence, inUse } = await taken(step, turn);
    if (sentence !== undefined) sentences.push(sentence);
    if (inUse === true) break;
  }
  await ports.ledger.endStep(decision, owner, index, { said: sentences.join(' ') }, run.now());
  return said(stop, sentences.join(' '));
}

/** The kind of the step that stopped; where that one writes nothing, of the write before it that is taken back. */
function kindOf(legs: readonly Leg[]): StepKind {
  const stopped = legs.find(({ ended }) => ended === undefined)?.step.kind;
  if (stopped !== undefined && stopped !== 'verify-access') return stopped;
  const written = legs.findLast(
    ({ step, turn }) => step.kind !== 'verify-access' && turn.before !== undefined,
  );
  return written?.step.kind ?? 'assign-service-account';
}

/** Why an earlier run that was cut off had begun to put back. */
export function journalledStop(run: Run): StepStop | undefined {
  const { outcome, because, stays } = entryOf(run)?.before ?? {};
  if (outcome !== 'skipped' && outcome !== 'held' && outcome !== 'failed') return undefined;
  const stop = { kind: 'stop', outcome, because: String(because) } as const;
  return stays === true ? { ...stop, stays } : stop;
}

function entryOf({ journal, plan }: Run): JournalStep | undefined {
  return journal.find(({ index }) => index === plan.steps.length);
}

function said(reason: StepStop, more: unknown): StepStop {
  return typeof more === 'string' && more !== ''
    ? { ...reason, because: `${reason.because} ${more}` }
    : reason;
}

async function taken(step: Step, turn: Turn<StepPorts>): Promise<PutBack> {
  // Never begun, so nothing was written.
  if (turn.before === undefined) return {};
  try {
    return await runnable(step).putBack(turn);
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.retryable) throw error;
    const which = runnable(step).planned();
    return {
      said: `Of "${which}" nothing could be taken back, so look at it: ${error.message}`,
      inUse: step.kind === 'assign-service-account',
    };
  }
}
