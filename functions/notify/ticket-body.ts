import type { Finding } from '../../shared/domain/finding.ts';
import { plainText } from '../../shared/domain/plain-text.ts';
import { ticketBlocks } from './ticket-blocks.ts';

/** The text of a ticket, for whoever shows no markup. */
export function ticketBody(findings: readonly Finding[]): string {
  return plainText(ticketBlocks(findings));
}
