import { type Finding, findingId } from '../../domain/finding.ts';
import { instant } from '../instant.ts';
import type { Ledger } from '../ledger.ts';
import { moved } from '../moved.ts';
import { seen } from '../seen.ts';
import { findingsPage } from './findings-page.ts';
import type { Store } from './store.ts';

export function findingsIn(store: Store): Pick<Ledger, 'see' | 'move' | 'finding' | 'findings'> {
  return {
    see: async (sighting) =>
      store.write(() => {
        const { rule, resource, attempted } = sighting.violation;
        const id = findingId(rule, resource, attempted);
        const fresh =
          store.run('INSERT OR IGNORE INTO occurrences VALUES (?, ?)', id, sighting.eventKey) === 1;
        return kept(store, seen(read(store, id), sighting, fresh));
      }),

    move: async (id, move) =>
      store.write(() => {
        const present = read(store, id);
        const next = present === undefined ? undefined : moved(present, move);
        return next === undefined ? undefined : kept(store, next);
      }),

    finding: async (id) => read(store, id),

    findings: async (filter) => findingsPage(store, filter),
  };
}

function read(store: Store, id: string): Finding | undefined {
  const row = store.one<{ body: string }>('SELECT body FROM findings WHERE id = ?', id);
  return row === undefined ? undefined : JSON.parse(row.body);
}

function kept(store: Store, finding: Finding): Finding {
  const { id, resourceName, state, lastSeen } = finding;
  store.run(
    `INSERT INTO findings (id, resource, state, place, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id)
     DO UPDATE SET state = excluded.state, place = excluded.place, body = excluded.body`,
    id,
    resourceName,
    state,
    `${instant(lastSeen)} ${id}`,
    JSON.stringify(finding),
  );
  return finding;
}
