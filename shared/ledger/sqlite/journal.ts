import { claimKey } from '../../domain/wake.ts';
import { ClaimLost } from '../claim-lost.ts';
import type { JournalStep, Remediation } from '../journal.ts';
import { begun, ended, mayConclude, mayPlan } from '../journalled.ts';
import type { Ledger } from '../ledger.ts';
import { remediation, remediationsOf, remediationsOn, setTargets } from './remediations.ts';
import type { Store } from './store.ts';
import { dropWake } from './wakes.ts';

type Journal = Pick<
  Ledger,
  'journalPlan' | 'beginStep' | 'endStep' | 'conclude' | 'remediationsOf' | 'remediationsOn'
>;

export function journalIn(store: Store): Journal {
  return {
    journalPlan: async (decision, owner, plan) =>
      store.write(() => {
        mayPlan(held(store, decision, owner), plan);
        const json = JSON.stringify(plan);
        store.run('UPDATE remediations SET plan = ? WHERE decision = ?', json, decision);
        setTargets(store, decision, plan);
      }),

    beginStep: async (decision, owner, step, at) =>
      store.write(() => keep(store, decision, begun(held(store, decision, owner), step, at))),

    endStep: async (decision, owner, index, after, at) =>
      store.write(() =>
        keep(store, decision, ended(held(store, decision, owner), index, after, at)),
      ),

    conclude: async (decision, owner, outcome, at) => {
      mayConclude(decision, outcome);
      store.write(() => {
        const state = stateFor(store, decision, owner);
        if (state === 'concluded') return;
        if (state === undefined) throw new ClaimLost(decision);
        store.run(
          'UPDATE remediations SET outcome = ?, concluded = ? WHERE decision = ?',
          JSON.stringify(outcome),
          at,
          decision,
        );
        dropWake(store, claimKey(decision));
      });
    },

    remediationsOf: async (resource) => remediationsOf(store, resource),

    remediationsOn: async (target) => remediationsOn(store, target),
  };
}

/** A lease that merely ran out still holds: only another owner, or the outcome, ends the right to write. */
function held(store: Store, decision: string, owner: string): Remediation {
  const present = remediation(store, decision);
  if (present === undefined || stateFor(store, decision, owner) !== 'open')
    throw new ClaimLost(decision);
  return present;
}

function keep(store: Store, decision: string, step: JournalStep): void {
  const { index, kind, before, after, began, earlier, ended } = step;
  store.run(
    'INSERT OR REPLACE INTO steps (decision, step, kind, before, after, began, earlier, ended) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    decision,
    index,
    kind,
    json(before),
    json(after),
    began,
    json(earlier),
    ended ?? null,
  );
}

function stateFor(store: Store, decision: string, owner: string): 'open' | 'concluded' | undefined {
  const row = store.one<{ state: 'open' | 'concluded' }>(
    `SELECT iif(outcome IS NULL, 'open', 'concluded') AS state FROM remediations WHERE decision = ? AND owner = ?`,
    decision,
    owner,
  );
  return row?.state;
}

function json(record: object | undefined): string | null {
  return record === undefined ? null : JSON.stringify(record);
}
