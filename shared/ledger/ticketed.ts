import type { Ticket } from '../domain/ticket.ts';

const PREFIX = 'BAILIFF-';

/**
 * The ticket as `Ledger.changeTicket` keeps it, for every adapter: id and key are the ledger's, whatever the change
 * made of them. `number` is what a new one gets, from 1 on.
 */
export function ticketed(
  present: Ticket | undefined,
  wanted: Ticket,
  key: string,
  number: number,
): Ticket {
  return { ...wanted, key, id: present?.id ?? `${PREFIX}${number}` };
}

/** What orders the tickets: BAILIFF-10 comes behind BAILIFF-9. */
export function ticketNumber({ id }: Pick<Ticket, 'id'>): number {
  return Number(id.slice(PREFIX.length));
}
