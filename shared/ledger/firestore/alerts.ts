import type { Alert } from '../../domain/alert.ts';
import type { Alerts } from '../alerts.ts';
import { closedAlert, withoutFight } from '../closed.ts';
import { raised } from '../raised.ts';
import { alertsWanted } from '../told.ts';
import { placeAt } from '../wanted.ts';
import { type Collections, type Ref, ref } from './collections.ts';
import { readableId } from './document-id.ts';
import { findingFields, findingOf, findingRef } from './findings.ts';
import type { Store } from './store.ts';

export function alertsIn(store: Store): Alerts {
  return {
    raise: (alert, at) =>
      store.change(async (unit) => {
        const [fields] = await unit.read(alertRef(alert.key));
        const next = raised(alertOf(fields), alert, at);
        unit.put(alertRef(alert.key), fieldsOf(next));
        return next;
      }),

    publishAlert: (id, at) =>
      store.change(async (unit) => {
        const [fields] = await unit.read(alertRef(id));
        const present = alertOf(fields);
        if (present === undefined || present.published !== undefined) return false;
        unit.put(alertRef(id), fieldsOf({ ...present, published: at }));
        return true;
      }),

    closeAlert: (id, closing) =>
      store.change(async (unit) => {
        const [fields] = await unit.read(alertRef(id));
        const present = alertOf(fields);
        if (present === undefined) return undefined;
        if (present.finding !== undefined) {
          const [held] = await unit.read(findingRef(present.finding));
          const freed = withoutFight(findingOf(held), id, closing);
          if (freed !== undefined) unit.put(findingRef(freed.id), findingFields(freed));
        }
        const next = closedAlert(present, closing);
        if (next !== present) unit.put(alertRef(id), fieldsOf(next));
        return next;
      }),

    alert: async (id) => {
      const [fields] = await store.read(alertRef(id));
      return alertOf(fields);
    },

    alerts: async (page = {}) => {
      const { limit, behind } = alertsWanted(page);
      const where =
        behind === undefined ? [] : [['place', 'LESS_THAN', placeOfAlert(behind)] as const];
      const rows = await store.list('alerts', { where, orderBy: [['place', 'DESCENDING']], limit });
      return rows.map(({ body }): Alert => JSON.parse(body));
    },
  };
}

function alertRef(id: string): Ref<'alerts'> {
  return ref('alerts', readableId(id));
}

function alertOf(fields: Collections['alerts'] | undefined): Alert | undefined {
  return fields === undefined ? undefined : JSON.parse(fields.body);
}

function fieldsOf(alert: Alert): Collections['alerts'] {
  return { place: placeOfAlert(alert), body: JSON.stringify(alert) };
}

function placeOfAlert({ lastRaised, id }: Pick<Alert, 'lastRaised' | 'id'>): string {
  return placeAt(lastRaised, readableId(id));
}
