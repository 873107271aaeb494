import { type FullResourceName, fullResourceName } from '../../domain/resource.ts';
import type { AccountUse, Ledger, UseFilter } from '../ledger.ts';
import { pageLimit, pageOf } from '../page.ts';
import { keysOf, remembered } from '../remembered.ts';
import { usesWanted } from '../wanted.ts';
import { type Collections, type Ref, ref } from './collections.ts';
import { readableId } from './document-id.ts';
import type { List } from './list.ts';
import type { Store } from './store.ts';

type Uses = Pick<Ledger, 'rememberUse' | 'forgetUse' | 'use' | 'uses'>;

export function usesIn(store: Store): Uses {
  return {
    rememberUse: (told) =>
      store.change(async (unit) => {
        const name = fullResourceName(told.resource);
        const [fields] = await unit.read(useRef(name));
        const present = useOf(fields);
        const use = remembered(present, told);
        if (use !== present)
          unit.put(useRef(name), { name, keys: keysOf(use), body: JSON.stringify(use) });
        return use;
      }),

    forgetUse: async (resource) => {
      await store.write((writes) => writes.remove(useRef(resource)));
    },

    use: async (resource) => {
      const [fields] = await store.read(useRef(resource));
      return useOf(fields);
    },

    uses: async (filter) => {
      const limit = pageLimit(filter.limit, 'uses');
      const rows = await store.list('uses', listOf(filter, limit + 1));
      const { page, next } = pageOf(rows, limit, ({ name }) => name);
      return { uses: page.map(({ body }): AccountUse => JSON.parse(body)), next };
    },
  };
}

function listOf(filter: UseFilter, limit: number): List<'uses'> {
  const { key, behind } = usesWanted(filter);
  return {
    where: [
      ...(key === undefined ? [] : [['keys', 'ARRAY_CONTAINS', key] as const]),
      ...(behind === undefined ? [] : [['name', 'GREATER_THAN', behind] as const]),
    ],
    orderBy: [['name', 'ASCENDING']],
    limit,
  };
}

function useRef(resource: FullResourceName): Ref<'uses'> {
  return ref('uses', readableId(resource));
}

function useOf(fields: Collections['uses'] | undefined): AccountUse | undefined {
  return fields === undefined ? undefined : JSON.parse(fields.body);
}
