import type { CopyTold, Delivery } from '../../../shared/domain/delivery.ts';
import type { Ticket, TicketComment } from '../../../shared/domain/ticket.ts';
import { fingerprintOf, markOf } from '../mark.ts';
import { draftDigest, draftOf } from './draft.ts';

/** One thing to be done in a ticket system, to bring the copy closer to the ticket. */
export type CopyStep =
  /** Look for it, and open it where it is not there. */
  | { readonly do: 'open' }
  | {
      readonly do: 'comment' | 'close' | 'reopen';
      readonly text: string;
      readonly comment: NonNullable<CopyTold['comment']>;
    }
  | { readonly do: 'revise' }
  /** Nothing yet: the text alone differs, and was brought up to date a short while ago. */
  | { readonly do: 'wait'; readonly until: string };

/** A text that only counts on is brought up to date at most this often; a list of many jobs sooner, since it is all there is of each. */
const REVISE_EVERY_MS = 60 * 60 * 1000;
const REVISE_LIST_EVERY_MS = 5 * 60 * 1000;
/** Of what was said while the system was away, so many are repeated there. */
const REPEATED = 3;

/**
 * The next step, `undefined` when the copy is as the ticket is. Pure. What is said in the ledger is said in the copy
 * once; the text comes up to date with each comment, and else once an hour, but
 * for what gistOf stands for, which waits for nothing.
 */
export function nextCopyStep(
  ticket: Ticket,
  { copy, told }: Pick<Delivery, 'copy' | 'told'>,
  at: string,
): CopyStep | undefined {
  if (copy === undefined || told === undefined) return { do: 'open' };
  const fresh = draftDigest(draftOf(ticket)) === told.digest;
  const unsaid = unsaidIn(ticket, told);
  if (ticket.state !== told.state || unsaid.length > 0)
    return fresh ? sayNext(ticket, told, unsaid) : { do: 'revise' };
  if (fresh) return undefined;
  return told.gist === gistOf(ticket) ? reviseLater(ticket, told, at) : { do: 'revise' };
}

function sayNext(ticket: Ticket, told: CopyTold, unsaid: readonly TicketComment[]): CopyStep {
  const closes = ticket.state === 'closed' ? 'close' : 'reopen';
  const last = ticket.comments.at(-1) ?? {
    at: ticket.updated,
    text: `This ticket is ${ticket.state}.`,
  };
  return {
    do: ticket.state === told.state ? 'comment' : closes,
    text: textOf(unsaid.length > 0 ? unsaid : [last]),
    comment: commentMark(ticket, last),
  };
}

function reviseLater({ members }: Ticket, { revised }: CopyTold, at: string): CopyStep {
  const due =
    Date.parse(revised) + (members === undefined ? REVISE_EVERY_MS : REVISE_LIST_EVERY_MS);
  if (due <= Date.parse(at)) return { do: 'revise' };
  return { do: 'wait', until: new Date(due).toISOString() };
}

/** What counts as said in a copy that was just opened, or found: all but the word that closed it, since its text tells the rest. */
export function saidAtOpening(ticket: Ticket): CopyTold['comment'] {
  const last = ticket.comments.at(ticket.state === 'closed' ? -2 : -1);
  return last === undefined ? undefined : commentMark(ticket, last);
}

/** What nobody should read an hour late: the same while title, severity and rules are. The title of many jobs counts them. */
export function gistOf({ title, severity, rules, members }: Ticket): string {
  return markOf(members === undefined ? title : '', severity, ...rules);
}

/** What counts as said once all is. */
export function saidLast(ticket: Ticket): CopyTold['comment'] {
  const last = ticket.comments.at(-1);
  return last === undefined ? undefined : commentMark(ticket, last);
}

function commentMark({ key }: Ticket, { at, text }: TicketComment) {
  return { at, mark: markOf(fingerprintOf(key), at, text) };
}

function unsaidIn(ticket: Ticket, { comment }: CopyTold): readonly TicketComment[] {
  if (comment === undefined) return ticket.comments;
  const index = ticket.comments.findLastIndex(
    (one) => commentMark(ticket, one).mark === comment.mark,
  );
  if (index >= 0) return ticket.comments.slice(index + 1);
  // It is no longer kept: only the newest are.
  return ticket.comments.filter(({ at }) => Date.parse(at) > Date.parse(comment.at));
}

function textOf(comments: readonly TicketComment[]): string {
  const left = comments.length - REPEATED;
  const texts = comments
    .slice(-REPEATED)
    .map(({ at, text }) => (comments.length === 1 ? text : `${at}  ${text}`));
  return [
    ...(left > 0 ? [`${left} more in the meantime, which are not repeated here.`] : []),
    ...texts,
  ].join('\n\n');
}
