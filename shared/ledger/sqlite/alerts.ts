import type { Alert, NewAlert } from '../../domain/alert.ts';
import { instant, isBefore } from '../instant.ts';
import type { Ledger } from '../ledger.ts';
import type { Store } from './store.ts';

export function alertsIn(
  store: Store,
): Pick<Ledger, 'raise' | 'publishAlert' | 'alert' | 'alerts'> {
  return {
    raise: async (alert, at) =>
      store.write(() => kept(store, raised(read(store, alert.key), alert, at))),

    publishAlert: async (id, at) =>
      store.write(() => {
        const present = read(store, id);
        if (present === undefined || present.published !== undefined) return false;
        kept(store, { ...present, published: at });
        return true;
      }),

    alert: async (id) => read(store, id),

    alerts: async () =>
      store
        .all<{ body: string }>('SELECT body FROM alerts ORDER BY place DESC')
        .map(({ body }): Alert => JSON.parse(body)),
  };
}

function raised(present: Alert | undefined, alert: NewAlert, at: string): Alert {
  if (present !== undefined)
    return {
      ...present,
      count: present.count + 1,
      lastRaised: isBefore(present.lastRaised, at) ? at : present.lastRaised,
    };
  const { key, kind, severity, text, about } = alert;
  const times = { firstRaised: at, lastRaised: at, count: 1, published: undefined };
  return { id: key, key, kind, severity, text, about, ...times };
}

function read(store: Store, id: string): Alert | undefined {
  const row = store.one<{ body: string }>('SELECT body FROM alerts WHERE id = ?', id);
  return row === undefined ? undefined : JSON.parse(row.body);
}

function kept(store: Store, alert: Alert): Alert {
  store.run(
    'INSERT INTO alerts VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET place = excluded.place, body = excluded.body',
    alert.id,
    `${instant(alert.lastRaised)} ${alert.id}`,
    JSON.stringify(alert),
  );
  return alert;
}
