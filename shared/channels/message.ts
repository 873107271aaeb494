import { createHash } from 'node:crypto';
import type { Block } from '../domain/block.ts';
import type { AlertNews, TicketNews } from './channel.ts';

/** What people are told, apart from how any system writes it down. */
export interface Message {
  /** Of Bailiff's own words alone, e.g. `BAILIFF-7 was opened (high)`. */
  readonly heading: string;
  /** May be a stranger's, as all texts of the blocks. */
  readonly title: string;
  readonly blocks: readonly Block[];
  /** Says the same of all that belongs to one ticket or alert: letters, digits and hyphens. */
  readonly thread: string;
}

const CHANGES = {
  opened: 'was opened',
  'awaits-approval': 'awaits approval',
  reopened: 'was opened again',
  closed: 'was closed',
} as const satisfies Record<TicketNews['change'], string>;

export function messageOf(news: TicketNews | AlertNews): Message {
  return news.kind === 'ticket' ? ofTicket(news) : ofAlert(news);
}

function ofTicket({ change, draft, because, links }: TicketNews): Message {
  const { id, title, severity, rules, project, owner, fingerprint } = draft;
  const items = [
    `Severity: ${severity}`,
    `Project: ${project}`,
    `Rules: ${rules.join(', ')}`,
    ...(owner === undefined ? [] : [`Owner: ${owner}`]),
  ];
  const blocks: readonly Block[] = [
    ...(because === '' ? [] : [{ kind: 'paragraph' as const, text: because }]),
    { kind: 'list', heading: 'About', items },
    ...Object.entries(links).map(([system, url]) => ({
      kind: 'link' as const,
      label: `Ticket in ${system}`,
      url,
    })),
    // Who is told that it is over has no more to do about it.
    ...(change === 'closed' ? [] : [{ kind: 'divider' as const }, ...draft.body]),
  ];
  return {
    heading: `${id} ${CHANGES[change]} (${severity})`,
    title,
    blocks: blocks.flatMap(withSafeLink),
    thread: `ticket-${fingerprint}`,
  };
}

function ofAlert({ alert }: AlertNews): Message {
  const { id, kind, severity, text, about, firstRaised, lastRaised, count } = alert;
  const items = [
    `Severity: ${severity}`,
    `About: ${about}`,
    `First raised: ${firstRaised}`,
    ...(count > 1 ? [`Last raised: ${lastRaised}, ${count} times so far`] : []),
    `Alert: ${id}`,
  ];
  return {
    heading: `Alert: ${kind} (${severity})`,
    title: about,
    blocks: [
      { kind: 'paragraph', text },
      { kind: 'list', heading: 'About', items },
    ],
    thread: `alert-${createHash('sha256').update(id).digest('hex').slice(0, 32)}`,
  };
}

/** Nothing but `https:` is ever made a link, whoever made the address. */
function withSafeLink(block: Block): readonly Block[] {
  if (block.kind !== 'link') return [block];
  const { label, url } = block;
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') return [];
  return [{ kind: 'link', label, url: new URL(url).href }];
}
