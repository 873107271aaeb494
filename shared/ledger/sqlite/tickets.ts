import type { Ticket } from '../../domain/ticket.ts';
import type { Ledger } from '../ledger.ts';
import { ticketed, ticketNumber } from '../ticketed.ts';
import { ticketsWanted } from '../told.ts';
import type { Store } from './store.ts';

export function ticketsIn(store: Store): Pick<Ledger, 'ticket' | 'tickets' | 'changeTicket'> {
  return {
    ticket: async (key) => read(store, key),

    tickets: async (page = {}) => {
      const { limit, above } = ticketsWanted(page);
      const sql = 'SELECT body FROM tickets WHERE n > ? ORDER BY n LIMIT ?';
      const rows = store.all<{ body: string }>(sql, above, limit);
      return rows.map(({ body }): Ticket => JSON.parse(body));
    },

    changeTicket: async (key, change) =>
      store.write(() => {
        const present = read(store, key);
        const wanted = change(present);
        if (wanted === undefined) return present;
        const ticket = ticketed(present, wanted, key, nextNumber(store));
        store.run(
          'INSERT INTO tickets (n, key, body) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body',
          ticketNumber(ticket),
          key,
          JSON.stringify(ticket),
        );
        return ticket;
      }),
  };
}

function nextNumber(store: Store): number {
  return (store.one<{ n: number | null }>('SELECT max(n) AS n FROM tickets')?.n ?? 0) + 1;
}

function read(store: Store, key: string): Ticket | undefined {
  const row = store.one<{ body: string }>('SELECT body FROM tickets WHERE key = ?', key);
  return row === undefined ? undefined : JSON.parse(row.body);
}
