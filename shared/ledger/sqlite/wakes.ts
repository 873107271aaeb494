import type { Wake } from '../../domain/wake.ts';
import { pageLimit } from '../page.ts';
import type { Schedule } from '../schedule.ts';
import { duePlace, postponed, wakePlace } from '../wakes.ts';
import type { Store } from './store.ts';

export function wakesIn(store: Store): Schedule {
  return {
    schedule: async (wake) => store.write(() => keepWake(store, wake)),

    wake: async (key) => readWake(store, key),

    due: async (at, limit) =>
      store
        .all<{ body: string }>(DUE, duePlace(at), pageLimit(limit, 'wakes'))
        .map(({ body }): Wake => JSON.parse(body)),

    lastIn: async (line) => {
      const row = store.one<{ body: string }>(LAST_IN, line);
      return row === undefined ? undefined : JSON.parse(row.body);
    },

    postpone: async (wake, until) =>
      store.write(() => {
        const next = postponed(readWake(store, wake.key), wake, until);
        if (next !== undefined) keepWake(store, next);
        return next !== undefined;
      }),

    unschedule: async (key, nonce) =>
      store.write(() => {
        if (readWake(store, key)?.nonce === nonce) dropWake(store, key);
      }),
  };
}

export const DUE = 'SELECT body FROM wakes WHERE place < ? ORDER BY place LIMIT ?';
export const WAITING_IN = 'SELECT body FROM wakes WHERE line = ? AND place < ? LIMIT ?';
export const LAST_IN = 'SELECT body FROM wakes WHERE line = ? ORDER BY place DESC LIMIT 1';

/** Some of those that wait in the line, at places below the given one. */
export function waitingIn(store: Store, line: string, below: string, limit: number): Wake[] {
  return store
    .all<{ body: string }>(WAITING_IN, line, below, limit)
    .map(({ body }): Wake => JSON.parse(body));
}

/** In the transaction that runs. */
export function keepWake(store: Store, wake: Wake): void {
  store.run(
    'INSERT OR REPLACE INTO wakes (key, line, place, body) VALUES (?, ?, ?, ?)',
    wake.key,
    wake.line ?? null,
    wakePlace(wake),
    JSON.stringify(wake),
  );
}

/** In the transaction that runs. */
export function dropWake(store: Store, key: string): void {
  store.run('DELETE FROM wakes WHERE key = ?', key);
}

export function readWake(store: Store, key: string): Wake | undefined {
  const row = store.one<{ body: string }>('SELECT body FROM wakes WHERE key = ?', key);
  return row === undefined ? undefined : JSON.parse(row.body);
}
