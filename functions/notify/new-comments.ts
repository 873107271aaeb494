import type { Finding } from '../../shared/domain/finding.ts';
import { oneLine } from '../../shared/domain/one-line.ts';
import type { Ticket, TicketComment } from '../../shared/domain/ticket.ts';
import { wantsAttention } from './wants-attention.ts';

/** A recurrence is commented on at most this often; the body always shows the count. */
const COMMENT_EVERY_MS = 60 * 60 * 1000;

/** What is said below a ticket that becomes `open`, or closed, at `at`; findings that say the same say it once. */
export function newComments(
  present: Ticket | undefined,
  findings: readonly Finding[],
  open: boolean,
  at: string,
): readonly TicketComment[] {
  const last = present?.comments.at(-1)?.text;
  return [...new Set(textsOf(present, findings, open, at))]
    .filter((text, index) => index > 0 || text !== last)
    .map((text) => ({ at, text }));
}

function textsOf(
  present: Ticket | undefined,
  findings: readonly Finding[],
  open: boolean,
  at: string,
): readonly string[] {
  if (!open && present?.state !== 'closed')
    return findings.map((finding) => `Closed: ${lastWord(finding)}`);
  if (open && present?.state === 'closed')
    return findings.filter(wantsAttention).map((finding) => `Reopened: ${lastWord(finding)}`);
  const latest = Date.parse(present?.comments.at(-1)?.at ?? present?.opened ?? at);
  const again = findings.filter((finding) => Date.parse(finding.lastSeen) > latest);
  if (present === undefined || !open || Date.parse(at) - latest < COMMENT_EVERY_MS) return [];
  return again.map(
    (finding) => `Seen again, ${finding.occurrences} times so far: ${lastWord(finding)}`,
  );
}

function lastWord(finding: Finding): string {
  const last = finding.history.at(-1)?.what ?? finding.state;
  const { evidence } = finding;
  return oneLine(
    evidence.kind === 'account-use' && evidence.withheld ? mayBeTold(finding, last) : last,
  );
}

/** The history says how the account stands, which this ticket's reader may not know until Bailiff has mended it. */
function mayBeTold({ state, deployer }: Finding, last: string): string {
  switch (state) {
    case 'remediated':
      return last;
    case 'resolved':
      return 'it is mended';
    case 'exempt':
      return 'it is exempt';
    case 'failed':
      return 'Bailiff tried to mend it, and could not';
    default:
      return `denied deploy by ${deployer ?? 'an unknown principal'}`;
  }
}
