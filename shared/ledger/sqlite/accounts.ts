import type { Ledger } from '../ledger.ts';
import type { Store } from './store.ts';

export function accountsIn(store: Store): Pick<Ledger, 'rememberAccount' | 'accountOf'> {
  return {
    rememberAccount: async ({ resource, jobUid, email, uniqueId, nonce, made }) => {
      const body = JSON.stringify({ resource, jobUid, email, uniqueId, nonce, made });
      store.write(() =>
        store.run('INSERT OR REPLACE INTO accounts VALUES (?, ?, ?)', resource, jobUid, body),
      );
    },

    accountOf: async (resource, jobUid) => {
      const row = store.one<{ body: string }>(
        'SELECT body FROM accounts WHERE resource = ? AND job_uid = ?',
        resource,
        jobUid,
      );
      return row === undefined ? undefined : JSON.parse(row.body);
    },
  };
}
