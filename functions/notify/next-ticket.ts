import { type Finding, UNSETTLED } from '../../shared/domain/finding.ts';
import { reaches } from '../../shared/domain/mode.ts';
import type { Ticket, TicketComment } from '../../shared/domain/ticket.ts';
import { ticketBody } from './ticket-body.ts';

/** A recurrence is commented on at most this often; the body always shows the count. */
const COMMENT_EVERY_MS = 60 * 60 * 1000;
/** The newest comments that are kept: whoever breaks and mends a job in turns must not make its ticket grow without end. */
const KEPT = 200;

/**
 * What a resource's ticket becomes, given all its findings. Pure, and the same when asked twice: `undefined` means
 * that nothing is to be written. A remediation opens a ticket and closes it, so that there is one to read.
 */
export function nextTicket(
  present: Ticket | undefined,
  findings: readonly Finding[],
  at: string,
): Ticket | undefined {
  const told = findings.filter(
    (finding) =>
      finding.ticket !== undefined || finding.state === 'remediated' || wantsAttention(finding),
  );
  const first = told[0];
  if (first === undefined) return undefined;
  const open = told.some(wantsAttention);
  const fresh: Ticket = {
    id: '',
    key: '',
    state: 'open',
    rules: told.map((finding) => finding.rule),
    resources: [first.resourceName],
    findings: told.map((finding) => finding.id),
    title: title(first),
    body: ticketBody(told),
    comments: [],
    opened: at,
    updated: at,
  };
  const before = present ?? fresh;
  const added = newComments(present, told, open, at);
  const comments = [...before.comments, ...added].slice(-KEPT);
  const next: Ticket = {
    ...before,
    state: open ? 'open' : 'closed',
    rules: fresh.rules,
    findings: fresh.findings,
    body: fresh.body,
    comments,
    updated: at,
  };
  const same = present !== undefined && added.length === 0 && unchanged(present, next);
  return same ? undefined : next;
}

function wantsAttention(finding: Finding): boolean {
  return UNSETTLED.has(finding.state) && reaches(finding.mode, 'ticket');
}

function newComments(
  present: Ticket | undefined,
  findings: readonly Finding[],
  open: boolean,
  at: string,
): readonly TicketComment[] {
  if (!open && present?.state !== 'closed')
    return findings.map((finding) => ({ at, text: `Closed: ${lastWord(finding)}` }));
  if (open && present?.state === 'closed')
    return findings
      .filter(wantsAttention)
      .map((finding) => ({ at, text: `Reopened: ${lastWord(finding)}` }));
  const latest = Date.parse(present?.comments.at(-1)?.at ?? present?.opened ?? at);
  const again = findings.some((finding) => Date.parse(finding.lastSeen) > latest);
  if (present === undefined || !open || !again || Date.parse(at) - latest < COMMENT_EVERY_MS)
    return [];
  return findings
    .filter((finding) => Date.parse(finding.lastSeen) > latest)
    .map((finding) => ({
      at,
      text: `Seen again, ${finding.occurrences} times so far: ${lastWord(finding)}`,
    }));
}

function lastWord(finding: Finding): string {
  return finding.history.at(-1)?.what ?? finding.state;
}

function title({ resource, rule, attempted }: Finding): string {
  const what = attempted ? 'denied deploy of Cloud Run job' : 'Cloud Run job';
  return `${rule}: ${what} ${resource.name} (${resource.project}, ${resource.location})`;
}

function unchanged(a: Ticket, b: Ticket): boolean {
  return a.state === b.state && a.body === b.body && a.findings.join() === b.findings.join();
}
