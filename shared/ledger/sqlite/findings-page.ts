import type { Finding } from '../../domain/finding.ts';
import type { Ledger } from '../ledger.ts';
import type { FindingFilter } from '../sighting.ts';
import type { Store } from './store.ts';

const DEFAULT_LIMIT = 100;
const HIGHEST_LIMIT = 500;
// Behind every place, since those begin with a year.
const END = '~';

/** One page, newest seen first, and the cursor of the next. Throws RangeError for a limit or cursor that cannot be. */
export function findingsPage(
  store: Store,
  filter: FindingFilter,
): Awaited<ReturnType<Ledger['findings']>> {
  const limit = filter.limit ?? DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > HIGHEST_LIMIT)
    throw new RangeError(`A page holds 1 to ${HIGHEST_LIMIT} findings; ${limit} were asked for.`);
  const query = findingsQuery(filter, limit + 1);
  if (query === undefined) return { findings: [], next: undefined };
  const rows = store.all<{ place: string; body: string }>(query.sql, ...query.values);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    findings: page.map(({ body }): Finding => JSON.parse(body)),
    next: last === undefined ? undefined : Buffer.from(last.place).toString('base64url'),
  };
}

/**
 * The query whose rows come straight out of an index in order: several states are merged, never sorted, so a page
 * costs the same however many findings there are. `undefined` when no state is wanted.
 */
export function findingsQuery(
  filter: FindingFilter,
  rows: number,
): { readonly sql: string; readonly values: readonly (string | number)[] } | undefined {
  const { resource } = filter;
  const before = filter.after === undefined ? END : placeOf(filter.after);
  const states = filter.states === undefined ? [undefined] : [...new Set(filter.states)];
  if (states.length === 0) return undefined;
  const where = [
    ...(resource === undefined ? [] : ['resource = ?']),
    ...(filter.states === undefined ? [] : ['state = ?']),
    'place < ?',
  ].join(' AND ');
  const branch = `SELECT place, body FROM findings WHERE ${where}`;
  return {
    sql: `${states.map(() => branch).join(' UNION ALL ')} ORDER BY place DESC LIMIT ?`,
    values: [
      ...states.flatMap((state) => [resource, state, before].filter((v) => v !== undefined)),
      rows,
    ],
  };
}

function placeOf(cursor: string): string {
  const place = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{4}-\d{2}-\d{2}T[\d:.]+Z .+$/.test(place))
    throw new RangeError(`"${cursor}" is no cursor of this ledger; begin with the first page.`);
  return place;
}
