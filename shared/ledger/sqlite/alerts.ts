import type { Alert } from '../../domain/alert.ts';
import type { Alerts } from '../alerts.ts';
import { closedAlert, withoutFight } from '../closed.ts';
import { raised } from '../raised.ts';
import { alertsWanted } from '../told.ts';
import { placeAt } from '../wanted.ts';
import { keepFinding, readFinding } from './findings.ts';
import { END } from './findings-page.ts';
import type { Store } from './store.ts';

export function alertsIn(store: Store): Alerts {
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

    closeAlert: async (id, closing) =>
      store.write(() => {
        const present = read(store, id);
        if (present === undefined) return undefined;
        const { finding } = present;
        const held = finding === undefined ? undefined : readFinding(store, finding);
        const freed = withoutFight(held, id, closing);
        if (freed !== undefined) keepFinding(store, freed);
        return kept(store, closedAlert(present, closing));
      }),

    alert: async (id) => read(store, id),

    alerts: async (page = {}) => {
      const { limit, behind } = alertsWanted(page);
      const before = behind === undefined ? END : placeAt(behind.lastRaised, behind.id);
      const sql = 'SELECT body FROM alerts WHERE place < ? ORDER BY place DESC LIMIT ?';
      const rows = store.all<{ body: string }>(sql, before, limit);
      return rows.map(({ body }): Alert => JSON.parse(body));
    },
  };
}

function read(store: Store, id: string): Alert | undefined {
  const row = store.one<{ body: string }>('SELECT body FROM alerts WHERE id = ?', id);
  return row === undefined ? undefined : JSON.parse(row.body);
}

function kept(store: Store, alert: Alert): Alert {
  store.run(
    'INSERT INTO alerts VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET place = excluded.place, body = excluded.body',
    alert.id,
    placeAt(alert.lastRaised, alert.id),
    JSON.stringify(alert),
  );
  return alert;
}
