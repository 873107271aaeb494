import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nextTicket } from '../../../functions/notify/next-ticket.ts';
import { byTelling } from '../../../functions/notify/telling-order.ts';
import { ticketBlocks } from '../../../functions/notify/ticket-blocks.ts';
import { plainText } from '../../../shared/domain/plain-text.ts';
import { RULES } from '../../../shared/rules/registry.ts';
import { GOLDEN_CASES } from './golden-cases.ts';

const FOLDER = join(import.meta.dirname, 'golden');
/** Read before any is written: one that is missing fails even where vitest may write it. */
const FILES = readdirSync(FOLDER).toSorted();

// `npx vitest run test/functions/notify/golden.test.ts --update` writes them anew; twice, where one is new.
describe('a whole ticket', () => {
  it('is kept of every rule, and of nothing that no case makes', () => {
    const names = Object.keys(GOLDEN_CASES);
    expect(FILES).toEqual(names.map((name) => `${name}.txt`).toSorted());
    for (const { id } of RULES) {
      expect(names).toContain(id);
      expect(GOLDEN_CASES[id]?.map(({ rule }) => rule)).toContain(id);
    }
  });

  it.each(Object.entries(GOLDEN_CASES))('reads as it did: %s', async (name, findings) => {
    const ticket = nextTicket(
      undefined,
      findings.map((finding) => ({ ...finding, ticket: 'BAILIFF-1' })),
      '2026-11-22T10:00:05Z',
    );
    const body = ticketBlocks(findings.toSorted(byTelling), {
      policyOwner: 'user:admin@example.com',
    });
    const text = `${ticket?.title} (${ticket?.state})\n\n${plainText(body)}\n`;
    await expect(text).toMatchFileSnapshot(join(FOLDER, `${name}.txt`));
  });
});
