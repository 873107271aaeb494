import { type Admission, admitted } from '../admitted.ts';
import type { Ledger } from '../ledger.ts';
import { ref } from './collections.ts';
import { readableId } from './document-id.ts';
import type { Store } from './store.ts';

export function admissionsIn(store: Store): Pick<Ledger, 'admit'> {
  return {
    admit: (scope, item, at, limit) =>
      store.change(async (unit) => {
        const document = ref('admissions', readableId(scope));
        const [fields] = await unit.read(document);
        const present: readonly Admission[] = fields === undefined ? [] : JSON.parse(fields.body);
        const next = admitted(present, item, at, limit);
        if (next !== undefined && next !== present)
          unit.put(document, { body: JSON.stringify(next) });
        return next !== undefined;
      }),
  };
}
