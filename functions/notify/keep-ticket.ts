import { type Finding, ticketKey } from '../../shared/domain/finding.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import { counted, isStorm, stormKey } from './burst.ts';
import { nextTicket } from './next-ticket.ts';
import type { NotifyPorts } from './ports.ts';
import { hasMember, memberOf, ownTicket, withMember } from './storm-ticket.ts';

type Ports = Pick<NotifyPorts, 'ledger' | 'now'>;

/** A ticket is written until its findings, read again, want no more: a delivery that read them before another may write last. */
const ROUNDS = 5;

/**
 * Brings the ticket of the finding's resource or attempt up to date, or in a storm that of its project, and answers
 * those that it touched, what the finding belongs to first; none where no ticket is wanted. Safe to repeat.
 */
export async function keepTicket(finding: Finding, ports: Ports): Promise<readonly Ticket[]> {
  const { ledger, now } = ports;
  const key = ticketKey(finding);
  const { project } = finding.resource;
  const present = await ledger.ticket(key);
  if (present !== undefined) {
    const own = present.joined === undefined ? await keepOwn(key, ports) : present;
    // It may have joined meanwhile, or been written, by one who then died, behind whoever had it join.
    const joins = own?.joined !== undefined || (await isInStorm(key, project, ports));
    return joins ? joinStorm([key], project, ports) : [own].flatMap(atMostOne);
  }
  const { findings } = await ledger.findings({ ticketKey: key, limit: 500 });
  if (nextTicket(undefined, findings, now()) === undefined) return [];
  const before = await ledger.notice('burst', project);
  if (before?.until !== undefined) {
    const storm = await ledger.ticket(stormKey(project));
    if (hasMember(storm, key)) return joinStorm([key], project, ports);
  }
  const burst = await ledger.changeNotice('burst', project, (one) => counted(one, key, now()));
  if (isStorm(burst, now())) return beginStorm([...keysIn(burst), key], project, ports);
  const own = await keepOwn(key, ports);
  // Whoever made it a storm in between looked for this ticket before it was there.
  const after = await ledger.notice('burst', project);
  return isStorm(after, now()) ? joinStorm([key], project, ports) : [own].flatMap(atMostOne);
}

/** Whether it has a place in the storm that lasts. */
async function isInStorm(key: string, project: string, { ledger, now }: Ports): Promise<boolean> {
  if (!isStorm(await ledger.notice('burst', project), now())) return false;
  return hasMember(await ledger.ticket(stormKey(project)), key);
}

async function keepOwn(key: string, { ledger, now }: Ports): Promise<Ticket | undefined> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { findings } = await ledger.findings({ ticketKey: key, limit: 500 });
    let wrote = false;
    const ticket = await ledger.changeTicket(key, (present) => {
      // What joined another stays closed; the other tells of it.
      const next = present?.joined === undefined ? nextTicket(present, findings, now()) : undefined;
      wrote = next !== undefined;
      return next;
    });
    if (ticket === undefined || ticket.joined !== undefined) return ticket;
    await nameTicket(ticket, findings, ledger);
    if (!wrote) return ticket;
  }
  throw changing(key);
}

/** What had a ticket of its own joins with the first that has none; then it need not be looked for again. */
async function beginStorm(
  keys: readonly string[],
  project: string,
  ports: Ports,
): Promise<readonly Ticket[]> {
  const touched = await joinStorm(keys, project, ports);
  const joined = new Set(keys);
  if (keys.length > 1)
    await ports.ledger.changeNotice('burst', project, (one) =>
      one === undefined
        ? undefined
        : { ...one, recent: one.recent.filter(({ key }) => !joined.has(key)) },
    );
  return touched;
}

/** Puts these into the one ticket of the project, and closes what tickets of their own they have. */
async function joinStorm(
  keys: readonly string[],
  project: string,
  ports: Ports,
): Promise<readonly Ticket[]> {
  const own: Ticket[] = [];
  let storm: Ticket | undefined;
  for (const key of new Set(keys)) {
    const joined = await putIn(key, project, ports);
    if (joined === undefined) continue;
    storm = joined;
    // Where there was no room for it, it is told of by itself.
    const left = hasMember(joined, key)
      ? await closeOwn(key, joined, ports)
      : await keepOwn(key, ports);
    if (left !== undefined) own.push(left);
  }
  return [...atMostOne(storm), ...own];
}

/** The storm with it as its findings are, read again as in keepOwn; `undefined` where no ticket of it is wanted. */
async function putIn(
  key: string,
  project: string,
  { ledger, now }: Ports,
): Promise<Ticket | undefined> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { findings } = await ledger.findings({ ticketKey: key, limit: 500 });
    const wanted = ownTicket(key, findings, now());
    if (wanted === undefined) return undefined;
    const member = memberOf(wanted, findings);
    let wrote = false;
    const storm = await ledger.changeTicket(stormKey(project), (present) => {
      const next = withMember(present, wanted, member, now());
      wrote = next !== undefined;
      return next;
    });
    if (storm === undefined || !hasMember(storm, key)) return storm;
    await nameTicket({ ...storm, findings: wanted.findings }, findings, ledger);
    if (!wrote) return storm;
  }
  throw changing(key);
}

/** `undefined` where it has none, or it joined before. */
async function closeOwn(
  key: string,
  { id: storm }: Ticket,
  { ledger, now }: Ports,
): Promise<Ticket | undefined> {
  const present = await ledger.ticket(key);
  if (present === undefined) return undefined;
  const at = now();
  const text = `Closed: more jobs of the project broke rules at once, and ${storm} stands for all of them from now on.`;
  return ledger.changeTicket(key, (ticket) =>
    ticket === undefined || ticket.joined !== undefined
      ? undefined
      : {
          ...ticket,
          state: 'closed',
          joined: storm,
          comments: [...ticket.comments, { at, text }],
          updated: at,
        },
  );
}

function changing(key: string): Error {
  return new Error(
    `The findings of ${key} changed as often as their ticket was written. The next delivery writes it again.`,
  );
}

async function nameTicket(
  ticket: Ticket,
  findings: readonly Finding[],
  ledger: Ports['ledger'],
): Promise<void> {
  for (const one of findings)
    if (one.ticket !== ticket.id && ticket.findings.includes(one.id))
      await ledger.move(one.id, { ticket: ticket.id });
}

function keysIn(
  burst: { readonly recent: readonly { readonly key: string }[] } | undefined,
): readonly string[] {
  return burst?.recent.map(({ key }) => key) ?? [];
}

function atMostOne<T>(one: T | undefined): readonly T[] {
  return one === undefined ? [] : [one];
}
