import type { Block } from '../../shared/domain/block.ts';
import type { Finding } from '../../shared/domain/finding.ts';
import { plainText } from '../../shared/domain/plain-text.ts';
import { SEVERITIES, type Severity } from '../../shared/domain/severity.ts';
import type { Ticket, TicketMember } from '../../shared/domain/ticket.ts';
import { nextTicket } from './next-ticket.ts';

/** So many of the resources are named in the ticket itself. */
const NAMED = 300;
/** Bytes as JSON, beyond which nothing joins: Firestore keeps 1 MiB, and what joined before still changes. */
const FULL = 700_000;
const KEPT_COMMENTS = 200;

/** What a resource would have as its own ticket, as one line of the project's. */
export function memberOf(own: Ticket, findings: readonly Finding[]): TicketMember {
  const told = findings.filter(({ id }) => own.findings.includes(id));
  return {
    key: own.key,
    resource: own.resources[0] ?? '',
    rules: own.rules,
    state: told[0]?.state ?? 'open',
    open: own.state === 'open',
  };
}

/** Whether the ticket stands for the resource. */
export function hasMember(storm: Ticket | undefined, key: string): boolean {
  return storm?.members?.some((member) => member.key === key) === true;
}

/** What a resource that is in a storm would have as its own ticket; `undefined` where it wants none. */
export function ownTicket(
  key: string,
  findings: readonly Finding[],
  at: string,
): Ticket | undefined {
  const own = nextTicket(undefined, findings, at);
  return own === undefined ? undefined : { ...own, key };
}

/**
 * The project's one ticket with this resource in it. Pure, and the same when asked twice; `undefined` means that nothing
 * is to be written: it is as it should be, or there is no room for another. It is open while one of its resources is.
 */
export function withMember(
  present: Ticket | undefined,
  own: Ticket,
  member: TicketMember,
  at: string,
): Ticket | undefined {
  const before = present?.members ?? [];
  const known = before.find(({ key }) => key === member.key);
  const idle =
    known === undefined ? isFull(present) : JSON.stringify(known) === JSON.stringify(member);
  if (idle) return undefined;
  const others = before.filter(({ key }) => key !== member.key);
  const members =
    known === undefined
      ? [...before, member]
      : before.map((one) => (one.key === member.key ? member : one));
  const broken = members.filter(({ open }) => open).length;
  const state = broken > 0 ? 'open' : 'closed';
  const comment = commentOf(present, state, members.length, broken);
  const opened = present?.opened ?? at;
  const blocks = blocksOf(own.project, members, broken);
  return {
    id: present?.id ?? '',
    key: present?.key ?? '',
    state,
    rules: [...new Set([...(present?.rules ?? []), ...own.rules])],
    resources: [...new Set([...others.map(({ resource }) => resource), member.resource])].slice(
      0,
      20,
    ),
    findings: [...new Set([...(present?.findings ?? []), ...own.findings])],
    title: `${members.length} Cloud Run jobs of ${own.project} broke rules at once`,
    body: plainText(blocks),
    blocks,
    severity: worse(present?.severity, own.severity),
    project: own.project,
    channels: [...new Set([...(present?.channels ?? []), ...own.channels])],
    ...(present?.links === undefined ? {} : { links: present.links }),
    members,
    comments: [
      ...(present?.comments ?? []),
      ...(comment === undefined ? [] : [{ at, text: comment }]),
    ].slice(-KEPT_COMMENTS),
    opened,
    updated: at,
  };
}

function isFull(present: Ticket | undefined): boolean {
  return present !== undefined && Buffer.byteLength(JSON.stringify(present)) > FULL;
}

function blocksOf(
  project: string,
  members: readonly TicketMember[],
  broken: number,
): readonly Block[] {
  const lines = members
    .toSorted((a, b) => Number(b.open) - Number(a.open))
    .map(
      ({ resource, rules, state, open }) =>
        `${open ? '[ ]' : '[x]'} ${resource} (${rules.join(', ')}): ${state}`,
    );
  const left = lines.length - NAMED;
  return [
    {
      kind: 'paragraph',
      text: `More jobs of ${project} broke rules within ten minutes than get a ticket of their own, so this one stands for all of them: ${broken} of ${members.length} want attention. What happened to one of them, why, and how it is mended: npm run -s bailiff -- findings, or /api/findings/ID of the console.`,
    },
    {
      kind: 'list',
      heading: 'The jobs',
      items: left > 0 ? [...lines.slice(0, NAMED), `and ${left} more`] : lines,
    },
    {
      kind: 'paragraph',
      text: 'So many at once have one cause as a rule: a pipeline, a template or a module that names no service account. Look there before you mend them one by one.',
    },
  ];
}

function commentOf(
  present: Ticket | undefined,
  state: Ticket['state'],
  all: number,
  broken: number,
): string | undefined {
  if (present === undefined || present.state === state) return undefined;
  return state === 'closed'
    ? `Closed: none of the ${all} jobs wants attention any more.`
    : `Reopened: ${broken} of the ${all} jobs want attention again.`;
}

function worse(one: Severity | undefined, other: Severity): Severity {
  return one !== undefined && SEVERITIES.indexOf(one) > SEVERITIES.indexOf(other) ? one : other;
}
