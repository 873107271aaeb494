import { type NoticeKinds, type Notices, noticeId } from '../notices.ts';
import type { Store } from './store.ts';

export function noticesIn(store: Store): Notices {
  return {
    notice: async (kind, key) => read(store, kind, key),

    changeNotice: async (kind, key, change) =>
      store.write(() => {
        const present = read(store, kind, key);
        const wanted = change(present);
        if (wanted === undefined) return present;
        const body = JSON.stringify(wanted);
        store.run('INSERT OR REPLACE INTO notices VALUES (?, ?)', noticeId(kind, key), body);
        return wanted;
      }),
  };
}

function read<K extends keyof NoticeKinds>(
  store: Store,
  kind: K,
  key: string,
): NoticeKinds[K] | undefined {
  const sql = 'SELECT body FROM notices WHERE id = ?';
  const row = store.one<{ body: string }>(sql, noticeId(kind, key));
  return row === undefined ? undefined : JSON.parse(row.body);
}
