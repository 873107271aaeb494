import { createHash } from 'node:crypto';
import type { Alert } from '../domain/alert.ts';
import type { Block } from '../domain/block.ts';
import type { Draft, Note } from './channel.ts';
import { fittingBlocks } from './fitting-blocks.ts';
import { legible, legibleLine } from './legible.ts';

/** Of the ticket's text as JSON; receivers commonly take 256 KB in all. */
const LONGEST_BODY = 100_000;

/** What a webhook is told, as docs/webhook.md and docs/schemas have it. */
export interface WebhookEvent {
  readonly schema: 'bailiff.ticket.v1' | 'bailiff.alert.v1';
  /** The same for every attempt at this event, another for every other. */
  readonly key: string;
  readonly [field: string]: unknown;
}

interface Change {
  readonly event: 'opened' | 'revised' | 'commented' | 'closed' | 'reopened';
  /** The receiver's own, or the fingerprint. */
  readonly id: string;
  readonly draft?: Draft;
  readonly note?: Note;
}

export function ticketEvent({ event, id, draft, note }: Change, at: string): WebhookEvent {
  const ticket = draft === undefined ? {} : { ticket: ticketOf(draft) };
  const said = note === undefined ? {} : { note: { mark: note.mark, text: legible(note.text) } };
  // Whoever revises A to B and back to A means it: what says no more than how things are now has a key per time.
  const piece = event === 'revised' ? `${at} ${JSON.stringify(ticket)}` : (note?.mark ?? '');
  const key = keyOf('ticket', event, id, piece);
  return { schema: 'bailiff.ticket.v1', key, at, event, id, ...ticket, ...said };
}

export function alertEvent(mark: string, alert: Alert, at: string): WebhookEvent {
  const { id, kind, severity, text, about, firstRaised, lastRaised, count } = alert;
  const told = { id, kind, severity, text: legible(text), about: legibleLine(about) };
  return {
    schema: 'bailiff.alert.v1',
    key: keyOf('alert', mark),
    at,
    alert: { ...told, firstRaised, lastRaised, count },
  };
}

function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function ticketOf({ fingerprint, id, title, body, severity, rules, project, owner }: Draft) {
  const fits = (some: readonly Block[]) => JSON.stringify(some.map(seen)).length <= LONGEST_BODY;
  return {
    fingerprint,
    bailiffId: id,
    title: legibleLine(title),
    severity,
    rules,
    project: legibleLine(project),
    owner: owner === undefined ? null : legibleLine(owner),
    body: fittingBlocks(body, fits).map(seen),
  };
}

function seen(block: Block): Block {
  switch (block.kind) {
    case 'paragraph':
      return { ...block, text: legible(block.text) };
    case 'list':
      return { ...block, heading: legible(block.heading), items: block.items.map(legible) };
    case 'code':
      return { ...block, heading: legible(block.heading), lines: block.lines.map(legible) };
    case 'link':
      return { ...block, label: legible(block.label), url: legible(block.url) };
    case 'divider':
      return block;
  }
}
