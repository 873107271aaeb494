import { ticketBlocks } from '../../../functions/notify/ticket-blocks.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { plainText } from '../../../shared/domain/plain-text.ts';

/** What the ticket of these findings says, as plain text. */
export function textOf(findings: readonly Finding[]): string {
  return plainText(ticketBlocks(findings));
}
