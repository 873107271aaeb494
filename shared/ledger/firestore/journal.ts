import { targetOf } from '../../domain/plan.ts';
import { claimKey } from '../../domain/wake.ts';
import { ClaimLost } from '../claim-lost.ts';
import type { JournalStep, Remediation } from '../journal.ts';
import { begun, ended, mayConclude, mayPlan } from '../journalled.ts';
import type { Ledger } from '../ledger.ts';
import type { Collections } from './collections.ts';
import { lockRef, remediationOf, remediationRef, withBody } from './remediations.ts';
import type { Store } from './store.ts';
import type { Unit } from './unit.ts';
import { wakeRef } from './wakes.ts';

type Journal = Pick<Ledger, 'journalPlan' | 'beginStep' | 'endStep' | 'conclude'>;

/** One document holds a remediation whole, and a write of it fails once another has written: that is the fence. */
export function journalIn(store: Store): Journal {
  return {
    journalPlan: (decision, owner, plan) =>
      store.change(async (unit) => {
        const { fields, remediation } = await held(unit, decision, owner);
        mayPlan(remediation, plan);
        const targets = new Set(plan.steps.flatMap((step) => targetOf(step) ?? []));
        const next = withBody({ ...fields, targets: [...targets] }, { ...remediation, plan });
        unit.put(remediationRef(decision), next);
      }),

    beginStep: (decision, owner, step, at) =>
      keepStep(store, decision, owner, (remediation) => begun(remediation, step, at)),

    endStep: (decision, owner, index, after, at) =>
      keepStep(store, decision, owner, (remediation) => ended(remediation, index, after, at)),

    conclude: async (decision, owner, outcome, at) => {
      mayConclude(decision, outcome);
      return store.change(async (unit) => {
        const [fields] = await unit.read(remediationRef(decision));
        if (fields?.owner !== owner) throw new ClaimLost(decision);
        const remediation = remediationOf(fields);
        if (remediation.outcome !== undefined) return;
        unit.put(remediationRef(decision), withBody(fields, { ...remediation, outcome }, at));
        // As long as this one has no outcome, the lock is its own.
        unit.remove(lockRef(fields.resource));
        unit.remove(wakeRef(claimKey(decision)));
      });
    },
  };
}

/** A lease that merely ran out still holds: only another owner, or the outcome, ends the right to write. */
async function held(
  unit: Unit,
  decision: string,
  owner: string,
): Promise<{ readonly fields: Collections['remediations']; readonly remediation: Remediation }> {
  const [fields] = await unit.read(remediationRef(decision));
  if (fields?.owner !== owner) throw new ClaimLost(decision);
  const remediation = remediationOf(fields);
  if (remediation.outcome !== undefined) throw new ClaimLost(decision);
  return { fields, remediation };
}

function keepStep(
  store: Store,
  decision: string,
  owner: string,
  make: (remediation: Remediation) => JournalStep,
): Promise<void> {
  return store.change(async (unit) => {
    const { fields, remediation } = await held(unit, decision, owner);
    const step = make(remediation);
    const others = remediation.steps.filter(({ index }) => index !== step.index);
    const steps = [...others, step].sort((a, b) => a.index - b.index);
    unit.put(remediationRef(decision), withBody(fields, { ...remediation, steps }));
  });
}
