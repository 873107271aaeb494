import type { Ticket } from '../../shared/domain/ticket.ts';
import type { Log } from '../../shared/log.ts';
import type { ChannelOutline } from './deliver/open-channels.ts';
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
  const { all } = ports.channels;
  const subject = { kind: 'finding', finding: id } as const;
  const feeds = all
    .filter(({ findings }) => findings)
    .map(({ name }) => ({ channel: name, subject }));
  await tellEach([...feeds, ...tickets.flatMap((one) => toldOf(one, all))], log, ports);
}

/** The channels that the policy names, and those that have a copy since it named them. */
function toldOf(
  { key, channels, links = {} }: Ticket,
  all: readonly ChannelOutline[],
): readonly Told[] {
  const subject = { kind: 'ticket', ticket: key } as const;
  return all
    .filter(({ takesTickets }) => takesTickets)
    .filter(({ name }) => channels.includes(name) || Object.hasOwn(links, name))
    .map(({ name }) => ({ channel: name, subject }));
}
