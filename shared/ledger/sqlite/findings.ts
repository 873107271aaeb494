import { type Finding, findingId, ticketKey } from '../../domain/finding.ts';
import { asked } from '../asked.ts';
import type { Ledger } from '../ledger.ts';
import { moved } from '../moved.ts';
import { seen } from '../seen.ts';
import { requestWake } from '../wakes.ts';
import { placeAt } from '../wanted.ts';
import { findingsPage } from './findings-page.ts';
import type { Store } from './store.ts';
import { keepWake } from './wakes.ts';

export function findingsIn(
  store: Store,
): Pick<Ledger, 'see' | 'move' | 'ask' | 'finding' | 'findings'> {
  return {
    see: async (sighting) =>
      store.write(() => {
        const id = findingId(sighting.violation);
        const fresh =
          store.run('INSERT OR IGNORE INTO occurrences VALUES (?, ?)', id, sighting.eventKey) === 1;
        return keepFinding(store, seen(readFinding(store, id), sighting, fresh));
      }),

    move: async (id, move) =>
      store.write(() => {
        const present = readFinding(store, id);
        const next = present === undefined ? undefined : moved(present, move);
        return next === undefined ? undefined : keepFinding(store, next);
      }),

    ask: async (id, ask) =>
      store.write(() => {
        const present = readFinding(store, id);
        const answer = present === undefined ? undefined : asked(present, ask);
        if (answer?.kind === 'taken' && answer.finding !== present) {
          const { request } = keepFinding(store, answer.finding);
          if (request !== undefined) keepWake(store, requestWake(id, request));
        }
        return answer;
      }),

    finding: async (id) => readFinding(store, id),

    findings: async (filter) => findingsPage(store, filter),
  };
}

export function readFinding(store: Store, id: string): Finding | undefined {
  const row = store.one<{ body: string }>('SELECT body FROM findings WHERE id = ?', id);
  return row === undefined ? undefined : JSON.parse(row.body);
}

export function keepFinding(store: Store, finding: Finding): Finding {
  const { id, resourceName, state, lastSeen } = finding;
  store.run(
    `INSERT INTO findings (id, resource, ticket, state, place, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id)
     DO UPDATE SET resource = excluded.resource, state = excluded.state, place = excluded.place, body = excluded.body`,
    id,
    resourceName,
    ticketKey(finding),
    state,
    placeAt(lastSeen, id),
    JSON.stringify(finding),
  );
  return finding;
}
