import { type FullResourceName, fullResourceName } from '../../domain/resource.ts';
import type { AccountUse, Ledger, UseFilter } from '../ledger.ts';
import { pageLimit, pageOf } from '../page.ts';
import { keysOf, remembered } from '../remembered.ts';
import { usesWanted } from '../wanted.ts';
import type { Store } from './store.ts';

type Uses = Pick<Ledger, 'rememberUse' | 'forgetUse' | 'use' | 'uses'>;

export function usesIn(store: Store): Uses {
  return {
    rememberUse: async (use) => store.write(() => kept(store, use)),

    forgetUse: async (resource) => {
      store.write(() => {
        store.run('DELETE FROM use_keys WHERE resource = ?', resource);
        store.run('DELETE FROM uses WHERE resource = ?', resource);
      });
    },

    use: async (resource) => read(store, resource),

    uses: async (filter) => {
      const limit = pageLimit(filter.limit, 'uses');
      const query = usesQuery(filter, limit + 1);
      const rows = store.all<{ resource: string; body: string }>(query.sql, ...query.values);
      const { page, next } = pageOf(rows, limit, ({ resource }) => resource);
      return { uses: page.map(({ body }): AccountUse => JSON.parse(body)), next };
    },
  };
}

/** The query whose rows come out of an index in the order of their names, so that none is read that is not returned. */
export function usesQuery(
  filter: UseFilter,
  rows: number,
): { readonly sql: string; readonly values: readonly (string | number)[] } {
  const { key, behind = '' } = usesWanted(filter);
  if (key === undefined)
    return {
      sql: 'SELECT resource, body FROM uses WHERE resource > ? ORDER BY resource LIMIT ?',
      values: [behind, rows],
    };
  return {
    sql: `SELECT k.resource, body FROM use_keys k CROSS JOIN uses u ON u.resource = k.resource
      WHERE k.key = ? AND k.resource > ? ORDER BY k.resource LIMIT ?`,
    values: [key, behind, rows],
  };
}

function kept(store: Store, told: AccountUse): AccountUse {
  const name = fullResourceName(told.resource);
  const present = read(store, name);
  const use = remembered(present, told);
  if (use === present) return use;
  store.run(
    'INSERT INTO uses VALUES (?, ?) ON CONFLICT (resource) DO UPDATE SET body = excluded.body',
    name,
    JSON.stringify(use),
  );
  store.run('DELETE FROM use_keys WHERE resource = ?', name);
  for (const key of keysOf(use)) store.run('INSERT INTO use_keys VALUES (?, ?)', key, name);
  return use;
}

function read(store: Store, resource: FullResourceName): AccountUse | undefined {
  const row = store.one<{ body: string }>('SELECT body FROM uses WHERE resource = ?', resource);
  return row === undefined ? undefined : JSON.parse(row.body);
}
