/** Which part of a list is wanted; the first when nothing is said. */
export interface PageRequest {
  /** At most this many, 1 to 500; 100 when left out. */
  readonly limit?: number | undefined;
  /** The cursor of the entry that the page before ended with. */
  readonly after?: string | undefined;
}

const DEFAULT_LIMIT = 100;
const HIGHEST_LIMIT = 500;

/** How many entries a page holds, 100 when nothing is said. Throws RangeError unless it is 1 to 500. */
export function pageLimit(limit: number | undefined, what: string): number {
  const entries = limit ?? DEFAULT_LIMIT;
  if (!Number.isInteger(entries) || entries < 1 || entries > HIGHEST_LIMIT)
    throw new RangeError(`A page holds 1 to ${HIGHEST_LIMIT} ${what}; ${limit} were asked for.`);
  return entries;
}

/** The cursor of the page behind the entry at this place, fit for a URL. */
export function cursorAt(place: string): string {
  return Buffer.from(place).toString('base64url');
}

/** The place that a cursor names. Throws RangeError for one that cursorAt did not make. */
export function placeOf(cursor: string, isPlace: (place: string) => boolean): string {
  const place = Buffer.from(cursor, 'base64url').toString();
  if (!isPlace(place))
    throw new RangeError(`"${cursor}" is no cursor of this ledger; begin with the first page.`);
  return place;
}

/** One page out of `rows`, which are one more than it holds when there is a next; `place` is what its cursor names. */
export function pageOf<R>(
  rows: readonly R[],
  limit: number,
  place: (row: R) => string,
): { readonly page: readonly R[]; readonly next: string | undefined } {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { page, next: last === undefined ? undefined : cursorAt(place(last)) };
}
