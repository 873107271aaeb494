import type { Step } from '../../../shared/domain/plan.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import type { JournalStep } from '../../../shared/ledger/journal.ts';
import type { Delivery, RemediatePorts } from '../ports.ts';
import { refusal } from '../refusal.ts';
import { runnable } from '../steps/registry.ts';
import type { Standing, Turn } from '../steps/step-runner.ts';
import type { Undo } from './undo-finding.ts';

export type UndoEnd =
  | { readonly kind: 'undone'; readonly said: readonly string[] }
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly because: string }
  /** Some of it was taken back. */
  | { readonly kind: 'failed'; readonly because: string };

const KEEPS_MS = 5 * 60 * 1000;

/**
 * Takes the plan's steps back in their order, once all of them are found as they were left. Each is journalled ahead of
 * its write, as the step that it takes back, so that evaluate knows the write for Bailiff's own. `ready` is awaited ahead
 * of the first. Throws what another delivery may get right, and ClaimLost.
 */
export async function runUndo(
  undo: Undo,
  journal: readonly JournalStep[],
  delivery: Delivery,
  ready: () => Promise<void>,
): Promise<UndoEnd> {
  const legs = undo.plan.steps.map((step, index) => ({
    index,
    step,
    turn: turnOf(step, undo, delivery),
    entry: journal.find((one) => one.index === index),
  }));
  if (journal.length === 0) {
    for (const { step, turn } of legs) {
      const standing = await standingOf(step, turn);
      if (standing.kind === 'changed') return { kind: 'refused', because: standing.because };
    }
    await ready();
  }
  const said: string[] = [];
  for (const leg of legs) {
    const taken = await takeBack(leg, undo, delivery);
    if (taken.kind === 'changed') return { kind: 'failed', because: taken.because };
    said.push(...taken.said);
  }
  return { kind: 'undone', said };
}

interface Leg {
  readonly index: number;
  readonly step: Step;
  /** That of the run which wrote it. */
  readonly turn: Turn<RemediatePorts>;
  readonly entry: JournalStep | undefined;
}

type Taken =
  | { readonly kind: 'taken'; readonly said: readonly string[] }
  | { readonly kind: 'changed'; readonly because: string };

async function takeBack(leg: Leg, { decision, owner }: Undo, { ports }: Delivery): Promise<Taken> {
  const { index, step, turn, entry } = leg;
  if (entry?.ended !== undefined) return { kind: 'taken', said: saidIn(entry) };
  const standing: Standing =
    entry?.before === undefined
      ? await standingOf(step, turn)
      : { kind: 'as-left', before: entry.before };
  if (standing.kind === 'gone') return { kind: 'taken', said: [] };
  if (standing.kind === 'changed') return standing;
  const { before } = standing;
  // Its time tells evaluate which writes are Bailiff's own, so a resumed entry keeps it for a while.
  if (entry === undefined || Date.parse(turn.now()) - Date.parse(entry.began) > KEEPS_MS)
    await ports.ledger.beginStep(decision, owner, { index, kind: step.kind, before }, turn.now());
  try {
    const { said, inUse } = await runnable(step).putBack(turn);
    // Somebody was faster, and what is left may be what keeps their job running.
    if (inUse === true) return { kind: 'changed', because: said ?? '' };
    await ports.ledger.endStep(decision, owner, index, { said }, turn.now());
    return { kind: 'taken', said: said === undefined ? [] : [said] };
  } catch (error) {
    return { kind: 'changed', because: refused(error) };
  }
}

async function standingOf(step: Step, turn: Turn<RemediatePorts>): Promise<Standing> {
  try {
    return await runnable(step).standing(turn);
  } catch (error) {
    return { kind: 'changed', because: refused(error) };
  }
}

function refused(error: unknown): string {
  if (error instanceof ApiFailure && !error.retryable) return refusal(error);
  throw error;
}

function saidIn({ after }: JournalStep): readonly string[] {
  return typeof after?.['said'] === 'string' ? [after['said']] : [];
}

/** The step as the remediation that is undone journalled it. */
function turnOf(step: Step, { undone }: Undo, { finding, ports }: Delivery): Turn<RemediatePorts> {
  const text = JSON.stringify(step);
  const index = undone.plan?.steps.findIndex((one) => JSON.stringify(one) === text);
  const entry = undone.steps.find((one) => one.index === index);
  return {
    ports,
    resource: finding.resourceName,
    uid: step.kind === 'assign-service-account' ? step.uid : '',
    now: () => ports.now(),
    sleep: (milliseconds) => ports.sleep(milliseconds),
    since: () => ports.now(),
    before: entry?.before,
    after: entry?.after,
    begin: async () => {},
    previous: undefined,
  };
}
