import { type Admission, admitted } from '../admitted.ts';
import type { Ledger } from '../ledger.ts';
import type { Store } from './store.ts';

export function admissionsIn(store: Store): Pick<Ledger, 'admit'> {
  return {
    admit: async (scope, item, at, limit) =>
      store.write(() => {
        const present = read(store, scope);
        const next = admitted(present, item, at, limit);
        if (next !== undefined && next !== present)
          store.run(
            'INSERT INTO admissions VALUES (?, ?) ON CONFLICT (scope) DO UPDATE SET body = excluded.body',
            scope,
            JSON.stringify(next),
          );
        return next !== undefined;
      }),
  };
}

function read(store: Store, scope: string): readonly Admission[] {
  const row = store.one<{ body: string }>('SELECT body FROM admissions WHERE scope = ?', scope);
  return row === undefined ? [] : JSON.parse(row.body);
}
