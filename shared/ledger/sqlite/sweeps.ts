import type { Sweep } from '../../domain/sweep.ts';
import type { Ledger } from '../ledger.ts';
import type { Store } from './store.ts';

export function sweepsIn(store: Store): Pick<Ledger, 'sweep' | 'changeSweep'> {
  return {
    sweep: async (id) => read(store, id),

    changeSweep: async (id, change) =>
      store.write(() => {
        const present = read(store, id);
        const wanted = change(present);
        if (wanted === undefined) return present;
        const sweep = { ...wanted, id };
        store.run(
          'INSERT INTO sweeps VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
          id,
          JSON.stringify(sweep),
        );
        return sweep;
      }),
  };
}

function read(store: Store, id: string): Sweep | undefined {
  const row = store.one<{ body: string }>('SELECT body FROM sweeps WHERE id = ?', id);
  return row === undefined ? undefined : JSON.parse(row.body);
}
