import type { Ceiling } from '../../domain/ceiling.ts';
import { ceilingSet } from '../ceiling-set.ts';
import type { Ledger } from '../ledger.ts';
import type { Store } from './store.ts';

export function ceilingsIn(store: Store): Pick<Ledger, 'ceiling' | 'setCeiling'> {
  return {
    ceiling: async () => readCeiling(store),

    setCeiling: async (change) =>
      store.write(() => {
        const present = readCeiling(store);
        const next = ceilingSet(present, change);
        if (next !== present)
          store.run('INSERT OR REPLACE INTO ceilings VALUES (1, ?)', JSON.stringify(next));
        return next;
      }),
  };
}

export function readCeiling(store: Store): Ceiling | undefined {
  const row = store.one<{ body: string }>('SELECT body FROM ceilings');
  return row === undefined ? undefined : JSON.parse(row.body);
}
