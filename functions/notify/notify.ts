import { type Finding, ticketKey } from '../../shared/domain/finding.ts';
import { FunctionMessage } from '../../shared/domain/message.ts';
import type { Severity } from '../../shared/domain/severity.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import type { Log } from '../../shared/log.ts';
import type { Push } from '../../shared/push/push.ts';
import { nextTicket } from './next-ticket.ts';

/** Tells people: keeps the tickets, and hands alerts to the channels. */
export interface NotifyPorts {
  readonly ledger: Pick<
    Ledger,
    'finding' | 'findings' | 'changeTicket' | 'move' | 'raise' | 'alert' | 'publishAlert' | 'count'
  >;
  /** RFC 3339. */
  readonly now: () => string;
}

/** A ticket is written until its findings, read again, want no more: a delivery that read them before another may write last. */
const ROUNDS = 5;

/** An alert's severity in the log, where alert policies and a SIEM match it. */
const LEVELS = {
  low: 'info',
  medium: 'warn',
  high: 'error',
  critical: 'error',
} as const satisfies Record<Severity, keyof Log>;

/** Handles one push of `outcomes`, or of the dead-letter topic. Safe to repeat. */
export async function notify(push: Push, log: Log, ports: NotifyPorts): Promise<void> {
  const source = push.attributes['CloudPubSubDeadLetterSourceSubscription'];
  if (source !== undefined) return deadLetter(source, log, ports);
  const message = FunctionMessage.safeParse(readJson(push.data));
  if (!message.success) return ignore('not-a-message', 'It is no message of Bailiff.', log, ports);
  if (message.data.kind === 'alert') return publish(message.data.alert, log, ports);
  const finding = await ports.ledger.finding(message.data.finding);
  if (finding === undefined)
    return ignore('no-such-finding', 'No finding has this id.', log, ports);
  return keepTicket(finding, log, ports);
}

/** One ticket per resource, or per project, deployer and account of denied deploys, naming all its findings. */
async function keepTicket(finding: Finding, log: Log, ports: NotifyPorts): Promise<void> {
  const key = ticketKey(finding);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { findings } = await ports.ledger.findings({ ticketKey: key, limit: 500 });
    let wrote = false;
    const ticket = await ports.ledger.changeTicket(key, (present) => {
      const next = nextTicket(present, findings, ports.now());
      wrote = next !== undefined;
      return next;
    });
    if (ticket === undefined)
      return log.info('No ticket is wanted.', { result: 'no-ticket', finding: finding.id });
    for (const one of findings)
      if (one.ticket !== ticket.id && ticket.findings.includes(one.id))
        await ports.ledger.move(one.id, { ticket: ticket.id });
    if (!wrote)
      return log.info(`Ticket ${ticket.id} is ${ticket.state}: ${ticket.title}`, {
        result: `ticket-${ticket.state}`,
        finding: finding.id,
        ticket: ticket.id,
      });
  }
  throw new Error(
    `The findings of ${key} changed as often as their ticket was written. The next delivery writes it again.`,
  );
}

async function deadLetter(subscription: string, log: Log, ports: NotifyPorts): Promise<void> {
  const at = ports.now();
  const alert = await ports.ledger.raise(
    {
      key: `dead-letter:${subscription}:${at.slice(0, 10)}`,
      kind: 'dead-letter',
      severity: 'high',
      text: `A message of the subscription ${subscription} failed at every delivery and lies in the dead-letter topic. The log of the function behind it says why; mend that, then publish the message again.`,
      about: subscription,
    },
    at,
  );
  return publish(alert.id, log, ports);
}

async function publish(id: string, log: Log, ports: NotifyPorts): Promise<void> {
  const alert = await ports.ledger.alert(id);
  if (alert === undefined) return ignore('no-such-alert', 'No alert has this id.', log, ports);
  if (alert.published !== undefined)
    return log.info('This alert was told before.', { result: 'alert-told-before', alert: id });
  // Said before it is marked: a crash between the two says it twice, never not at all.
  log[LEVELS[alert.severity]](alert.text, { result: 'alert', alert: alert.kind });
  await ports.ledger.publishAlert(id, ports.now());
}

async function ignore(reason: string, why: string, log: Log, ports: NotifyPorts): Promise<void> {
  await ports.ledger.count(`notify.ignored.${reason}`);
  log.info(`Ignored. ${why}`, { result: `ignored.${reason}` });
}

function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
