import type { Finding } from '../../shared/domain/finding.ts';
import { plainText } from '../../shared/domain/plain-text.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import { severityOf, worst } from '../../shared/rules/parts/severity.ts';
import { betraysAccount } from './betrays-account.ts';
import { newComments } from './new-comments.ts';
import { byTelling } from './telling-order.ts';
import { ticketBlocks } from './ticket-blocks.ts';
import { wantsAttention } from './wants-attention.ts';

/** The newest comments that are kept: whoever breaks and mends a job in turns must not make its ticket grow without end. */
const KEPT = 200;
/** So many of the jobs of one deployer's denied deploys stay named. */
const RESOURCES = 20;

/**
 * What the ticket of a resource or attempt becomes, given all its findings. Pure, and the same when asked twice:
 * `undefined` means that nothing is to be written. A remediation opens a ticket and closes it, so that there is one to
 * read. The title is that of the most telling rule among those that want attention, or among all once none does.
 */
export function nextTicket(
  present: Ticket | undefined,
  findings: readonly Finding[],
  at: string,
): Ticket | undefined {
  const told = findings.filter(isTold).toSorted(byTelling);
  const wanting = told.filter(wantsAttention);
  const open = wanting.length > 0;
  const most = wanting[0] ?? told[0];
  if (most === undefined) return undefined;
  const added = newComments(present, told, open, at);
  const newestFirst = told.toSorted((a, b) => Date.parse(b.lastSeen) - Date.parse(a.lastSeen));
  const resources = [
    ...newestFirst.map(({ resourceName }) => resourceName),
    ...(present?.resources ?? []),
  ];
  const policyOwner = told.find(({ decision }) => decision.telling?.policyOwner !== undefined)
    ?.decision.telling?.policyOwner;
  const blocks = ticketBlocks(told, { policyOwner });
  const owner = told.find(({ decision }) => decision.telling?.owner !== undefined)?.decision.telling
    ?.owner;
  const next: Ticket = {
    id: present?.id ?? '',
    key: present?.key ?? '',
    state: open ? 'open' : 'closed',
    rules: told.map((finding) => finding.rule),
    resources: [...new Set(resources)].slice(0, RESOURCES),
    findings: told.map((finding) => finding.id),
    title: title(most),
    body: plainText(blocks),
    blocks,
    severity: worst((open ? wanting : told).map(severityOf)),
    project: most.resource.project,
    channels: [...new Set(told.flatMap(({ decision }) => decision.telling?.channels ?? []))],
    ...(owner === undefined ? {} : { owner }),
    ...(present?.links === undefined ? {} : { links: present.links }),
    comments: [...(present?.comments ?? []), ...added].slice(-KEPT),
    opened: present?.opened ?? at,
    updated: at,
  };
  const same = present !== undefined && added.length === 0 && unchanged(present, next);
  return same ? undefined : next;
}

function isTold(finding: Finding): boolean {
  if (betraysAccount(finding)) return false;
  return finding.ticket !== undefined || finding.state === 'remediated' || wantsAttention(finding);
}

function title({ resource, rule, attempted }: Finding): string {
  const what = attempted ? 'denied deploy of Cloud Run job' : 'Cloud Run job';
  return `${rule}: ${what} ${resource.name} (${resource.project}, ${resource.location})`;
}

function unchanged(a: Ticket, b: Ticket): boolean {
  return (
    a.state === b.state &&
    a.title === b.title &&
    a.body === b.body &&
    a.severity === b.severity &&
    a.owner === b.owner &&
    a.channels.join() === b.channels.join() &&
    a.findings.join() === b.findings.join()
  );
}
