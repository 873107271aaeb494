import type { Draft } from '../../../shared/channels/channel.ts';
import type { Ticket } from '../../../shared/domain/ticket.ts';
import { digestOf, fingerprintOf } from '../mark.ts';

/** What a ticket is to look like in any system. */
export function draftOf(ticket: Ticket): Draft {
  const { key, id, title, blocks: body, severity, rules, project, owner } = ticket;
  return { fingerprint: fingerprintOf(key), id, title, body, severity, rules, project, owner };
}

/** The same as long as the copy shows the same. */
export function draftDigest(draft: Draft): string {
  return digestOf([JSON.stringify(draft)]).slice(0, 32);
}
