import type { EventRecord } from '../event-record.ts';
import type { Ledger } from '../ledger.ts';
import type { Store } from './store.ts';

export function eventsIn(
  store: Store,
): Pick<Ledger, 'recordEvent' | 'recordEvents' | 'recorded' | 'recordedOf' | 'count' | 'counts'> {
  return {
    recordEvent: async (key, event, at) => store.write(() => record(store, key, event, at)),

    recordEvents: async (events, at) => {
      if (events.size === 0) return;
      store.write(() => {
        for (const [key, event] of events) record(store, key, event, at);
      });
    },

    recorded: async (key) => isRecorded(store, key),

    recordedOf: async (keys) => new Set(keys.filter((key) => isRecorded(store, key))),

    count: async (name) => store.write(() => countOne(store, name)),

    counts: async () => {
      const rows = store.all<{ name: string; n: number }>(
        'SELECT name, n FROM counters ORDER BY name',
      );
      return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
    },
  };
}

function record(store: Store, key: string, { result, because }: EventRecord, at: string): boolean {
  const sql = 'INSERT OR IGNORE INTO events VALUES (?, ?, ?)';
  const fresh = store.run(sql, key, `${result}: ${because}`, at) === 1;
  if (fresh) countOne(store, result);
  return fresh;
}

function isRecorded(store: Store, key: string): boolean {
  return store.one('SELECT 1 AS known FROM events WHERE key = ?', key) !== undefined;
}

function countOne(store: Store, name: string): void {
  store.run('INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1', name);
}
