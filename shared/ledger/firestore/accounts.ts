import type { Ledger } from '../ledger.ts';
import { type Ref, ref } from './collections.ts';
import { readableId } from './document-id.ts';
import type { Store } from './store.ts';

export function accountsIn(store: Store): Pick<Ledger, 'rememberAccount' | 'accountOf'> {
  return {
    rememberAccount: async ({ resource, jobUid, email, uniqueId, nonce, made }) => {
      const body = JSON.stringify({ resource, jobUid, email, uniqueId, nonce, made });
      await store.write((writes) => writes.set(accountRef(resource, jobUid), { body }));
    },

    accountOf: async (resource, jobUid) => {
      const [fields] = await store.read(accountRef(resource, jobUid));
      return fields === undefined ? undefined : JSON.parse(fields.body);
    },
  };
}

function accountRef(resource: string, jobUid: string): Ref<'accounts'> {
  return ref('accounts', readableId(`${resource}~${jobUid}`));
}
