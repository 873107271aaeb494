import type { Outcome } from '../../domain/outcome.ts';
import { type Plan, type StepKind, targetOf } from '../../domain/plan.ts';
import type { FullResourceName } from '../../domain/resource.ts';
import type { JournalStep, Remediation } from '../journal.ts';
import type { Store } from './store.ts';

type RemediationRow = {
  decision: string;
  finding: string;
  resource: FullResourceName;
  started: string;
  plan: string | null;
  outcome: string | null;
  /** `null` in the one row of a remediation that has begun no step. */
  step: number | null;
  kind: StepKind;
  before: string | null;
  after: string | null;
  began: string;
  earlier: string | null;
  ended: string | null;
};

// One statement, hence one snapshot: a step is never read without its remediation.
const SELECT = `SELECT r.decision, finding, resource, started, plan, outcome, step, kind, before, after, began, earlier, ended
  FROM remediations r LEFT JOIN steps s ON s.decision = r.decision`;

/** The remediation of a decision; `undefined` when it was never claimed. */
export function remediation(store: Store, decision: string): Remediation | undefined {
  return grouped(
    store.all<RemediationRow>(`${SELECT} WHERE r.decision = ? ORDER BY step`, decision),
  )[0];
}

export const OF_RESOURCE = `${SELECT} WHERE r.decision IN (
    SELECT decision FROM remediations WHERE resource = ? ORDER BY started_instant DESC, decision LIMIT 100
  ) ORDER BY started_instant DESC, r.decision, step`;

/** Newest first. */
export function remediationsOf(store: Store, resource: FullResourceName): readonly Remediation[] {
  return grouped(store.all<RemediationRow>(OF_RESOURCE, resource));
}

export const ON_TARGET = `${SELECT} WHERE r.decision IN (
    SELECT decision FROM targets WHERE target = ? ORDER BY started_instant DESC, decision LIMIT 100
  ) ORDER BY started_instant DESC, r.decision, step`;

/** Newest first. */
export function remediationsOn(store: Store, target: string): readonly Remediation[] {
  return grouped(store.all<RemediationRow>(ON_TARGET, target));
}

/** Makes the remediation of a decision known by what its plan writes to, and by nothing else. */
export function setTargets(store: Store, decision: string, { steps }: Plan): void {
  store.run('DELETE FROM targets WHERE decision = ?', decision);
  for (const target of new Set(steps.map(targetOf)))
    if (target !== undefined)
      store.run(
        'INSERT INTO targets SELECT ?, started_instant, decision FROM remediations WHERE decision = ?',
        target,
        decision,
      );
}

function grouped(rows: readonly RemediationRow[]): readonly Remediation[] {
  const byDecision = Map.groupBy(rows, ({ decision }) => decision);
  return [...byDecision.values()].flatMap((group): Remediation[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { decision, finding, resource, started } = first;
    const plan = parsed<Plan>(first.plan);
    const outcome = parsed<Outcome>(first.outcome);
    const steps = group.flatMap(stepOf);
    return [{ decision, finding, resource, started, plan, steps, outcome }];
  });
}

function stepOf(row: RemediationRow): JournalStep[] {
  if (row.step === null) return [];
  const { step: index, kind, before, after, began, ended } = row;
  const earlier = parsed<readonly string[]>(row.earlier);
  return [
    {
      index,
      kind,
      before: parsed(before),
      after: parsed(after),
      began,
      ...(earlier === undefined ? {} : { earlier }),
      ended: ended ?? undefined,
    },
  ];
}

function parsed<T>(json: string | null): T | undefined {
  return json === null ? undefined : JSON.parse(json);
}
