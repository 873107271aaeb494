import type { Alert } from '../domain/alert.ts';
import type { Ticket } from '../domain/ticket.ts';
import { instant } from './instant.ts';
import { cursorAt, type PageRequest, pageLimit, placeOf } from './page.ts';
import { ticketNumber } from './ticketed.ts';

const RAISED = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z) (.+)$/s;

/** The cursor of the page of tickets behind this one. */
export function ticketCursor(ticket: Pick<Ticket, 'id'>): string {
  return cursorAt(String(ticketNumber(ticket)));
}

/** The cursor of the page of alerts behind this one. One that is raised again moves to the first page. */
export function alertCursor({ id, lastRaised }: Pick<Alert, 'id' | 'lastRaised'>): string {
  return cursorAt(`${instant(lastRaised)} ${id}`);
}

/** The tickets that a page wants, for every adapter: so many, with numbers above `above`. Throws RangeError. */
export function ticketsWanted({ limit, after }: PageRequest): {
  readonly limit: number;
  readonly above: number;
} {
  const isNumber = (place: string) => /^[1-9]\d{0,14}$/.test(place);
  return {
    limit: pageLimit(limit, 'tickets'),
    above: after === undefined ? 0 : Number(placeOf(after, isNumber)),
  };
}

/** The alerts that a page wants, for every adapter: so many, from behind the one that `behind` names. Throws RangeError. */
export function alertsWanted({ limit, after }: PageRequest): {
  readonly limit: number;
  readonly behind: { readonly lastRaised: string; readonly id: string } | undefined;
} {
  const place = after === undefined ? '' : placeOf(after, (text) => RAISED.test(text));
  const [, lastRaised, id] = RAISED.exec(place) ?? [];
  return {
    limit: pageLimit(limit, 'alerts'),
    behind: lastRaised === undefined || id === undefined ? undefined : { lastRaised, id },
  };
}
