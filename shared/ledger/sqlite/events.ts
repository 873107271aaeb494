import type { Ledger } from '../ledger.ts';
import type { Store } from './store.ts';

export function eventsIn(
  store: Store,
): Pick<Ledger, 'recordEvent' | 'recorded' | 'count' | 'counts'> {
  return {
    recordEvent: async (key, { result, because }, at) =>
      store.write(() => {
        const reading = `${result}: ${because}`;
        const sql = 'INSERT OR IGNORE INTO events VALUES (?, ?, ?)';
        const fresh = store.run(sql, key, reading, at) === 1;
        if (fresh) countOne(store, result);
        return fresh;
      }),

    recorded: async (key) =>
      store.one('SELECT 1 AS known FROM events WHERE key = ?', key) !== undefined,

    count: async (name) => store.write(() => countOne(store, name)),

    counts: async () => {
      const rows = store.all<{ name: string; n: number }>(
        'SELECT name, n FROM counters ORDER BY name',
      );
      return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
    },
  };
}

function countOne(store: Store, name: string): void {
  store.run('INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1', name);
}
