import { type Finding, findingId, ticketKey } from '../../domain/finding.ts';
import { asked } from '../asked.ts';
import type { Ledger } from '../ledger.ts';
import { moved } from '../moved.ts';
import { pageLimit, pageOf } from '../page.ts';
import { seen } from '../seen.ts';
import type { FindingFilter } from '../sighting.ts';
import { requestWake } from '../wakes.ts';
import { findingsWanted, placeAt } from '../wanted.ts';
import { type Collections, type Ref, ref } from './collections.ts';
import { hashedId, readableId } from './document-id.ts';
import type { List } from './list.ts';
import type { Store } from './store.ts';
import { keepWake } from './wakes.ts';

export function findingsIn(
  store: Store,
): Pick<Ledger, 'see' | 'move' | 'ask' | 'finding' | 'findings'> {
  return {
    see: (sighting) =>
      store.change(async (unit) => {
        const id = findingId(sighting.violation);
        const [finding, occurrence] = [findingRef(id), occurrenceRef(id, sighting.eventKey)];
        const [present, counted] = await unit.read(finding, occurrence);
        const next = seen(findingOf(present), sighting, counted === undefined);
        const fields = findingFields(next);
        if (fields.body !== present?.body) unit.put(finding, fields);
        if (counted === undefined) unit.put(occurrence, {});
        return next;
      }),

    move: (id, move) =>
      store.change(async (unit) => {
        const finding = findingRef(id);
        const [fields] = await unit.read(finding);
        const present = findingOf(fields);
        const next = present === undefined ? undefined : moved(present, move);
        if (next === undefined) return undefined;
        const changed = findingFields(next);
        if (changed.body !== fields?.body) unit.put(finding, changed);
        return next;
      }),

    ask: (id, ask) =>
      store.change(async (unit) => {
        const [fields] = await unit.read(findingRef(id));
        const present = findingOf(fields);
        const answer = present === undefined ? undefined : asked(present, ask);
        if (answer?.kind === 'taken' && answer.finding !== present) {
          const { request } = answer.finding;
          unit.put(findingRef(id), findingFields(answer.finding));
          if (request !== undefined) keepWake(unit, requestWake(id, request));
        }
        return answer;
      }),

    finding: async (id) => {
      const [fields] = await store.read(findingRef(id));
      return findingOf(fields);
    },

    findings: async (filter) => {
      const limit = pageLimit(filter.limit, 'findings');
      const list = listOf(filter, limit + 1);
      const rows = list === undefined ? [] : await store.list('findings', list);
      const { page, next } = pageOf(rows, limit, ({ place }) => place);
      return { findings: page.map(({ body }): Finding => JSON.parse(body)), next };
    },
  };
}

/** `undefined` when no state is wanted. */
function listOf(filter: FindingFilter, limit: number): List<'findings'> | undefined {
  const { resource, ticketKey } = filter;
  const { states, before } = findingsWanted(filter);
  if (states?.length === 0) return undefined;
  return {
    where: [
      ...(resource === undefined ? [] : [['resource', 'EQUAL', resource] as const]),
      ...(ticketKey === undefined ? [] : [['ticket', 'EQUAL', ticketKey] as const]),
      ...(states === undefined ? [] : [['state', 'IN', states] as const]),
      ...(before === undefined ? [] : [['place', 'LESS_THAN', before] as const]),
    ],
    orderBy: [['place', 'DESCENDING']],
    limit,
  };
}

export function findingRef(id: string): Ref<'findings'> {
  return ref('findings', readableId(id));
}

function occurrenceRef(id: string, eventKey: string): Ref<'occurrences'> {
  return ref('occurrences', hashedId(id, eventKey));
}

export function findingOf(fields: Collections['findings'] | undefined): Finding | undefined {
  return fields === undefined ? undefined : JSON.parse(fields.body);
}

export function findingFields(finding: Finding): Collections['findings'] {
  const { id, resourceName, state, lastSeen } = finding;
  return {
    resource: resourceName,
    ticket: ticketKey(finding),
    state,
    place: placeAt(lastSeen, id),
    body: JSON.stringify(finding),
  };
}
