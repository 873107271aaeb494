import type { AlertNews, FindingNews, TicketNews } from '../../../shared/channels/channel.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import type { Ticket } from '../../../shared/domain/ticket.ts';
import { severityOf } from '../../../shared/rules/parts/severity.ts';
import { betraysAccount } from '../betrays-account.ts';
import { markOf, newsMark } from '../mark.ts';
import type { NotifyPorts } from '../ports.ts';
import { draftOf } from './draft.ts';

type Ledger = Pick<NotifyPorts['ledger'], 'ticket' | 'finding' | 'alert'>;

/** News, and what the delivery keeps of them once they were told. */
export interface Telling<N> {
  readonly news: N;
  readonly kept: string;
}

/** What people are to be told of the ticket; `undefined` where nothing changed for them since they were told last. */
export async function ticketNews(
  key: string,
  kept: string | undefined,
  ledger: Ledger,
): Promise<Telling<TicketNews> | undefined> {
  const ticket = await ledger.ticket(key);
  // Of one that joined another the other tells.
  if (ticket === undefined || ticket.joined !== undefined) return undefined;
  const proposal = await proposalOf(ticket, ledger);
  const [state, known] = kept?.split('~') ?? [];
  if (state === ticket.state && (proposal === undefined || known === proposal)) return undefined;
  const present = `${ticket.state}~${proposal ?? known ?? ''}`;
  const last = ticket.comments.at(-1);
  const news: TicketNews = {
    kind: 'ticket',
    mark: newsMark(ticket.id, present, last?.at ?? '', last?.text ?? ''),
    change: changeOf(ticket, state, proposal),
    draft: draftOf(ticket),
    because: last?.text ?? '',
    links: ticket.links ?? {},
  };
  return { news, kept: present };
}

function changeOf({ state }: Ticket, told: string | undefined, proposal: string | undefined) {
  if (state === 'closed') return 'closed';
  if (proposal !== undefined) return 'awaits-approval';
  return told === undefined ? 'opened' : 'reopened';
}

/** What stands for the plan that waits for an approver; of many jobs each waits by itself, and none is told of. */
async function proposalOf({ findings, members }: Ticket, ledger: Ledger) {
  if (members !== undefined) return undefined;
  for (const id of findings) {
    const finding = await ledger.finding(id);
    if (finding?.state === 'awaiting-approval' && finding.proposal !== undefined)
      return markOf(id, JSON.stringify(finding.proposal));
  }
  return undefined;
}

/** An alert is told once. */
export async function alertNews(
  id: string,
  kept: string | undefined,
  ledger: Ledger,
): Promise<Telling<AlertNews> | undefined> {
  const alert = await ledger.alert(id);
  const mark = newsMark('alert', id);
  if (alert === undefined || kept === mark) return undefined;
  return { news: { kind: 'alert', mark, alert }, kept: mark };
}

/** A finding is told when it stands otherwise than before, not each time that it is seen again. */
export async function findingNews(
  id: string,
  kept: string | undefined,
  ledger: Ledger,
): Promise<Telling<FindingNews> | undefined> {
  const finding = await ledger.finding(id);
  if (finding === undefined || (kept === undefined && betraysAccount(finding))) return undefined;
  const standing = markOf(id, ...standingOf(finding));
  const [known, before = ''] = kept?.split('~') ?? [];
  if (known === standing) return undefined;
  // Of what went before too: it may come to stand as it stood, which is news to whoever counts no mark twice.
  const mark = newsMark(before, standing);
  const at = finding.history.at(-1)?.at ?? finding.lastSeen;
  const severity = severityOf(finding);
  return { news: { kind: 'finding', mark, finding, severity, at }, kept: `${standing}~${mark}` };
}

function standingOf(finding: Finding): readonly string[] {
  const { state, mode, uid, generation, serviceAccount, decision, setBacks, indeterminate } =
    finding;
  const { exemption } = decision;
  const seen = [uid, `${generation}`, serviceAccount ?? '', `${setBacks.length}`, ...indeterminate];
  return [state, mode, exemption?.id ?? '', exemption?.expires ?? '', ...seen];
}
