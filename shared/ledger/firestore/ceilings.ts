import type { Ceiling } from '../../domain/ceiling.ts';
import { ceilingSet } from '../ceiling-set.ts';
import type { Ledger } from '../ledger.ts';
import { type Collections, type Ref, ref } from './collections.ts';
import type { Store } from './store.ts';

export const CEILING: Ref<'ceilings'> = ref('ceilings', 'organization');
export const ORGANIZATION_BUDGET: Ref<'budgets'> = ref('budgets', 'organization');

export function ceilingsIn(store: Store): Pick<Ledger, 'ceiling' | 'setCeiling'> {
  return {
    ceiling: async () => {
      const [fields] = await store.read(CEILING);
      return ceilingOf(fields);
    },

    setCeiling: (change) =>
      store.change(async (unit) => {
        const [fields, budget] = await unit.read(CEILING, ORGANIZATION_BUDGET);
        const present = ceilingOf(fields);
        const next = ceilingSet(present, change);
        if (next === present) return present;
        unit.put(CEILING, { body: JSON.stringify(next) });
        // Every start writes this document, so one that is being weighed by the old ceiling is weighed again.
        unit.put(ORGANIZATION_BUDGET, { body: budget?.body ?? '[]', ceiling: next.number });
        return next;
      }),
  };
}

export function ceilingOf(fields: Collections['ceilings'] | undefined): Ceiling | undefined {
  return fields === undefined ? undefined : JSON.parse(fields.body);
}
