import type { Ledger } from '../ledger.ts';
import type { Store } from './store.ts';

export function eventsIn(store: Store): Pick<Ledger, 'recordEvent' | 'count' | 'counts'> {
  return {
    recordEvent: async (key, reading, at) =>
      store.write(
        () => store.run('INSERT OR IGNORE INTO events VALUES (?, ?, ?)', key, reading, at) === 1,
      ),

    count: async (name) => {
      store.write(() =>
        store.run(
          'INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1',
          name,
        ),
      );
    },

    counts: async () => {
      const rows = store.all<{ name: string; n: number }>(
        'SELECT name, n FROM counters ORDER BY name',
      );
      return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
    },
  };
}
