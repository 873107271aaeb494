import type { Ticket } from '../../domain/ticket.ts';
import type { Ledger } from '../ledger.ts';
import { ticketed, ticketNumber } from '../ticketed.ts';
import { ticketsWanted } from '../told.ts';
import { type Collections, type Ref, ref } from './collections.ts';
import { readableId } from './document-id.ts';
import type { Store } from './store.ts';

const SEQUENCE = ref('sequences', 'tickets');

export function ticketsIn(store: Store): Pick<Ledger, 'ticket' | 'tickets' | 'changeTicket'> {
  return {
    ticket: async (key) => {
      const [fields] = await store.read(ticketRef(key));
      return ticketOf(fields);
    },

    tickets: async (page = {}) => {
      const { limit, above } = ticketsWanted(page);
      const where = [['n', 'GREATER_THAN', above]] as const;
      const rows = await store.list('tickets', { where, orderBy: [['n', 'ASCENDING']], limit });
      return rows.map(({ body }): Ticket => JSON.parse(body));
    },

    changeTicket: (key, change) =>
      store.change(async (unit) => {
        const [fields] = await unit.read(ticketRef(key));
        const present = ticketOf(fields);
        const wanted = change(present);
        if (wanted === undefined) return present;
        let number = fields?.n;
        if (number === undefined) {
          // Read for a new ticket alone, so that only new ones wait for each other.
          const [last] = await unit.read(SEQUENCE);
          number = (last?.n ?? 0) + 1;
          unit.put(SEQUENCE, { n: number });
        }
        const ticket = ticketed(present, wanted, key, number);
        unit.put(ticketRef(key), { n: ticketNumber(ticket), body: JSON.stringify(ticket) });
        return ticket;
      }),
  };
}

function ticketRef(key: string): Ref<'tickets'> {
  return ref('tickets', readableId(key));
}

function ticketOf(fields: Collections['tickets'] | undefined): Ticket | undefined {
  return fields === undefined ? undefined : JSON.parse(fields.body);
}
