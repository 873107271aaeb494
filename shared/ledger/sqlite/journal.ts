import { ClaimLost } from '../claim-lost.ts';
import type { Ledger } from '../ledger.ts';
import { remediation, remediationsOf } from './remediations.ts';
import type { Store } from './store.ts';

type Journal = Pick<
  Ledger,
  'journalPlan' | 'beginStep' | 'endStep' | 'conclude' | 'remediationsOf'
>;

export function journalIn(store: Store): Journal {
  return {
    journalPlan: async (decision, owner, plan) =>
      store.write(() => {
        fence(store, decision, owner);
        const present = remediation(store, decision);
        const next = JSON.stringify(plan);
        const begun = present?.steps.length ?? 0;
        if (begun > 0 && JSON.stringify(present?.plan) !== next)
          throw new Error(
            `The plan of ${decision} has ${begun} steps begun and cannot be replaced; follow it, or conclude.`,
          );
        store.run('UPDATE remediations SET plan = ? WHERE decision = ?', next, decision);
      }),

    beginStep: async (decision, owner, { index, kind, before }, at) =>
      store.write(() => {
        fence(store, decision, owner);
        const written = store.run(
          `INSERT INTO steps (decision, step, kind, before, began) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (decision, step) DO UPDATE
           SET kind = excluded.kind, before = excluded.before, began = excluded.began WHERE ended IS NULL`,
          decision,
          index,
          kind,
          json(before),
          at,
        );
        if (written === 0)
          throw new Error(`Step ${index} of ${decision} has ended and cannot begin again.`);
      }),

    endStep: async (decision, owner, index, after, at) =>
      store.write(() => {
        fence(store, decision, owner);
        const written = store.run(
          'UPDATE steps SET after = ?, ended = ? WHERE decision = ? AND step = ? AND ended IS NULL',
          json(after),
          at,
          decision,
          index,
        );
        if (written === 0)
          throw new Error(`Step ${index} of ${decision} is not under way, so it cannot end.`);
      }),

    conclude: async (decision, owner, outcome, at) => {
      if (outcome.kind === 'failed' && outcome.retryable)
        throw new Error(`${decision} failed but can be tried again; release it, do not conclude.`);
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
      });
    },

    remediationsOf: async (resource) => remediationsOf(store, resource),
  };
}

/** A lease that merely ran out still holds: only another owner, or the outcome, ends the right to write. */
function fence(store: Store, decision: string, owner: string): void {
  if (stateFor(store, decision, owner) !== 'open') throw new ClaimLost(decision);
}

function stateFor(store: Store, decision: string, owner: string): 'open' | 'concluded' | undefined {
  const row = store.one<{ state: 'open' | 'concluded' }>(
    `SELECT iif(outcome IS NULL, 'open', 'concluded') AS state FROM remediations WHERE decision = ? AND owner = ?`,
    decision,
    owner,
  );
  return row?.state;
}

function json(record: Readonly<Record<string, unknown>> | undefined): string | null {
  return record === undefined ? null : JSON.stringify(record);
}
