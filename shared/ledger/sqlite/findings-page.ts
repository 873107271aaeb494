import type { Finding } from '../../domain/finding.ts';
import type { Ledger } from '../ledger.ts';
import { pageLimit, pageOf } from '../page.ts';
import type { FindingFilter } from '../sighting.ts';
import { findingsWanted } from '../wanted.ts';
import type { Store } from './store.ts';

/** Behind every place, since those begin with a year. */
export const END = '~';

/** One page, newest seen first, and the cursor of the next. Throws RangeError for a filter that cannot be. */
export function findingsPage(
  store: Store,
  filter: FindingFilter,
): Awaited<ReturnType<Ledger['findings']>> {
  const limit = pageLimit(filter.limit, 'findings');
  const query = findingsQuery(filter, limit + 1);
  if (query === undefined) return { findings: [], next: undefined };
  const rows = store.all<{ place: string; body: string }>(query.sql, ...query.values);
  const { page, next } = pageOf(rows, limit, ({ place }) => place);
  return { findings: page.map(({ body }): Finding => JSON.parse(body)), next };
}

/**
 * The query whose rows come straight out of an index in order: several states are merged, never sorted, so a page
 * costs the same however many findings there are. `undefined` when no state is wanted.
 */
export function findingsQuery(
  filter: FindingFilter,
  rows: number,
): { readonly sql: string; readonly values: readonly (string | number)[] } | undefined {
  const { resource, ticketKey } = filter;
  const wanted = findingsWanted(filter);
  const before = wanted.before ?? END;
  const states = wanted.states ?? [undefined];
  if (states.length === 0) return undefined;
  const where = [
    ...(resource === undefined ? [] : ['resource = ?']),
    ...(ticketKey === undefined ? [] : ['ticket = ?']),
    ...(filter.states === undefined ? [] : ['state = ?']),
    'place < ?',
  ].join(' AND ');
  const branch = `SELECT place, body FROM findings WHERE ${where}`;
  return {
    sql: `${states.map(() => branch).join(' UNION ALL ')} ORDER BY place DESC LIMIT ?`,
    values: [
      ...states.flatMap((state) =>
        [resource, ticketKey, state, before].filter((value) => value !== undefined),
      ),
      rows,
    ],
  };
}
