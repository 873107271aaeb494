import type { FindingState } from '../domain/finding.ts';
import { fullResourceName, parseResource } from '../domain/resource.ts';
import { instant } from './instant.ts';
import type { UseFilter } from './ledger.ts';
import { placeOf } from './page.ts';
import type { FindingFilter } from './sighting.ts';

const PLACE = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z .+$/;

/** What orders findings and alerts in a list: the instant they were seen or raised last, then their id. */
export function placeAt(at: string, id: string): string {
  return `${instant(at)} ${id}`;
}

/** The findings that a filter wants, for every adapter; `before` bounds their places. Throws RangeError. */
export function findingsWanted({ resource, ticketKey, states, after }: FindingFilter): {
  /** Each once; `undefined` for any. */
  readonly states: readonly FindingState[] | undefined;
  readonly before: string | undefined;
} {
  if (resource !== undefined && ticketKey !== undefined)
    throw new RangeError('A list is of one resource or of one ticket; ask for one of the two.');
  return {
    states: states === undefined ? undefined : [...new Set(states)],
    before: after === undefined ? undefined : placeOf(after, (place) => PLACE.test(place)),
  };
}

/** The uses that a filter wants, for every adapter: all, or those with `key` (see keysOf). Throws RangeError. */
export function usesWanted({ account, place, after }: UseFilter): {
  readonly key: string | undefined;
  /** The name of the resource that the page before ended with. */
  readonly behind: string | undefined;
} {
  if (account !== undefined && place !== undefined)
    throw new RangeError('A list is of one account or of one place; ask for one of the two.');
  return {
    key: account ?? place,
    behind: after === undefined ? undefined : placeOf(after, isName),
  };
}

function isName(text: string): boolean {
  const resource = parseResource(text);
  return resource !== undefined && fullResourceName(resource) === text;
}
