import { deliveryKey } from '../../shared/domain/delivery.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import type { Log } from '../../shared/log.ts';
import { ignore } from './ignore.ts';
import { keepTicket } from './keep-ticket.ts';
import type { NotifyPorts } from './ports.ts';
import { type Told, tellEach } from './tell-each.ts';

/** Keeps the finding's ticket, and tells the channels of both. */
export async function tellOfFinding(id: string, log: Log, ports: NotifyPorts): Promise<void> {
  const finding = await ports.ledger.finding(id);
  if (finding === undefined)
    return ignore('no-such-finding', 'No finding has this id.', log, ports);
  const tickets = await keepTicket(finding, ports);
  const [ticket] = tickets;
  if (ticket === undefined) log.info('No ticket is wanted.', { result: 'no-ticket', finding: id });
  else
    log.info(`Ticket ${ticket.id} is ${ticket.state}: ${ticket.title}`, {
      result: `ticket-${ticket.state}`,
      finding: id,
      ticket: ticket.id,
    });
  const subject = { kind: 'finding', finding: id } as const;
  const feeds = ports.channels.all
    .filter(({ findings }) => findings)
    .map(({ name }) => ({ channel: name, subject }));
  const told = await Promise.all(tickets.map((one) => toldOf(one, ports)));
  await tellEach([...feeds, ...told.flat()], log, ports);
}

/** The channels that the policy names, and those that have a copy since it named them. */
async function toldOf(
  { key, channels }: Ticket,
  { channels: { all }, ledger }: NotifyPorts,
): Promise<readonly Told[]> {
  const told = all
    .filter(({ takesTickets }) => takesTickets)
    .map(({ name }) => ({ channel: name, subject: { kind: 'ticket', ticket: key } as const }));
  const wanted = await Promise.all(
    told.map(async ({ channel, subject }) => {
      if (channels.includes(channel)) return true;
      // Not by its links: not every system has a page for a ticket.
      const delivery = await ledger.notice('delivery', deliveryKey(channel, subject));
      return delivery?.copy !== undefined;
    }),
  );
  return told.filter((_, at) => wanted[at] === true);
}
