import type { Outcome } from '../../domain/outcome.ts';
import type { Plan, StepKind } from '../../domain/plan.ts';
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
  ended: string | null;
};

// One statement, hence one snapshot: a step is never read without its remediation.
const SELECT = `SELECT r.decision, finding, resource, started, plan, outcome, step, kind, before, after, began, ended
  FROM remediations r LEFT JOIN steps s ON s.decision = r.decision`;

/** The remediation of a decision; `undefined` when it was never claimed. */
export function remediation(store: Store, decision: string): Remediation | undefined {
  return grouped(
    store.all<RemediationRow>(`${SELECT} WHERE r.decision = ? ORDER BY step`, decision),
  )[0];
}

/** Newest first. */
export function remediationsOf(store: Store, resource: FullResourceName): readonly Remediation[] {
  return grouped(
    store.all<RemediationRow>(
      `${SELECT} WHERE resource = ? ORDER BY started_instant DESC, r.decision, step`,
      resource,
    ),
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
  return [
    {
      index,
      kind,
      before: parsed(before),
      after: parsed(after),
      began,
      ended: ended ?? undefined,
    },
  ];
}

function parsed<T>(json: string | null): T | undefined {
  return json === null ? undefined : JSON.parse(json);
}
