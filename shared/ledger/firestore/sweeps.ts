import type { Sweep } from '../../domain/sweep.ts';
import type { Ledger } from '../ledger.ts';
import { type Collections, type Ref, ref } from './collections.ts';
import { readableId } from './document-id.ts';
import type { Store } from './store.ts';

export function sweepsIn(store: Store): Pick<Ledger, 'sweep' | 'changeSweep'> {
  return {
    sweep: async (id) => {
      const [fields] = await store.read(sweepRef(id));
      return sweepOf(fields);
    },

    changeSweep: (id, change) =>
      store.change(async (unit) => {
        const [fields] = await unit.read(sweepRef(id));
        const present = sweepOf(fields);
        const wanted = change(present);
        if (wanted === undefined) return present;
        const sweep = { ...wanted, id };
        unit.put(sweepRef(id), { body: JSON.stringify(sweep) });
        return sweep;
      }),
  };
}

function sweepRef(id: string): Ref<'sweeps'> {
  return ref('sweeps', readableId(id));
}

function sweepOf(fields: Collections['sweeps'] | undefined): Sweep | undefined {
  return fields === undefined ? undefined : JSON.parse(fields.body);
}
