import type { Wake } from '../../domain/wake.ts';
import { pageLimit } from '../page.ts';
import type { Schedule } from '../schedule.ts';
import { duePlace, postponed, wakePlace } from '../wakes.ts';
import { type Collections, type Ref, ref } from './collections.ts';
import { readableId } from './document-id.ts';
import type { Store } from './store.ts';
import type { Unit } from './unit.ts';

export function wakesIn(store: Store): Schedule {
  return {
    schedule: async (wake) => {
      await store.write((writes) => writes.set(wakeRef(wake.key), wakeFields(wake)));
    },

    wake: async (key) => {
      const [fields] = await store.read(wakeRef(key));
      return wakeOf(fields);
    },

    due: async (at, limit) => {
      const rows = await store.list('wakes', {
        where: [['place', 'LESS_THAN', duePlace(at)]],
        orderBy: [['place', 'ASCENDING']],
        limit: pageLimit(limit, 'wakes'),
      });
      return rows.map(({ body }): Wake => JSON.parse(body));
    },

    lastIn: async (line) => {
      const [fields] = await store.list('wakes', {
        where: [['line', 'EQUAL', line]],
        orderBy: [['place', 'DESCENDING']],
        limit: 1,
      });
      return wakeOf(fields);
    },

    postpone: (wake, until) =>
      store.change(async (unit) => {
        const [fields] = await unit.read(wakeRef(wake.key));
        const next = postponed(wakeOf(fields), wake, until);
        if (next !== undefined) unit.put(wakeRef(wake.key), wakeFields(next));
        return next !== undefined;
      }),

    unschedule: (key, nonce) =>
      store.change(async (unit) => {
        const [fields] = await unit.read(wakeRef(key));
        if (wakeOf(fields)?.nonce === nonce) unit.remove(wakeRef(key));
      }),
  };
}

/** Some of those that wait in the line, at places below the given one. */
export async function waitingIn(
  store: Store,
  line: string,
  below: string,
  limit: number,
): Promise<readonly Wake[]> {
  const rows = await store.list('wakes', {
    where: [
      ['line', 'EQUAL', line],
      ['place', 'LESS_THAN', below],
    ],
    orderBy: [['place', 'DESCENDING']],
    limit,
  });
  return rows.map(({ body }): Wake => JSON.parse(body));
}

/** Among what the unit writes. */
export function keepWake(unit: Unit, wake: Wake): void {
  unit.set(wakeRef(wake.key), wakeFields(wake));
}

export function wakeRef(key: string): Ref<'wakes'> {
  return ref('wakes', readableId(key));
}

function wakeFields(wake: Wake): Collections['wakes'] {
  return { line: wake.line ?? null, place: wakePlace(wake), body: JSON.stringify(wake) };
}

export function wakeOf(fields: Collections['wakes'] | undefined): Wake | undefined {
  return fields === undefined ? undefined : JSON.parse(fields.body);
}
