import { z } from 'zod';
import { isCalendarDay } from './calendar-day.ts';
import { unknownSentence } from './issue-sentence.ts';
import { memberAddress } from './member-address.ts';
import { settingCondition } from './rule-schema.ts';

/** A time-boxed permission to stay as it is: every field is required, so each has an owner and an end. */
export function exemptionSchema(ruleIds: readonly string[]) {
  return z.strictObject({
    id: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/, {
        error: 'An id has 1 to 60 letters, digits, dots, dashes and underscores.',
      })
      .describe('A name for this exemption, unique in the file, e.g. EX-0042.'),
    rule: z
      .enum(ruleIds, {
        error: ({ input }) =>
          typeof input === 'string' ? unknownSentence(input, ruleIds, 'rule') : undefined,
      })
      .describe('The one rule that the exempt findings break.'),
    when: settingCondition,
    reason: z
      .string()
      .trim()
      .min(20, { error: 'A reason has 20 characters at least: say why this may stay as it is.' })
      .max(500, { error: 'A reason may have 500 characters.' })
      .describe('Why this may stay as it is, in a sentence that a later reader understands.'),
    owner: memberAddress.describe('Whom to ask.'),
    approvedBy: memberAddress.describe('Who allowed it.'),
    expires: z
      .string()
      .refine(isCalendarDay, {
        error: 'Write the last day on which it holds as YYYY-MM-DD, a day that the calendar has.',
      })
      .meta({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
      .describe('The last day on which it holds, YYYY-MM-DD, in UTC.'),
  });
}

export function refuseDuplicateIds(
  exemptions: readonly Partial<{ id: string }>[],
  context: z.core.$RefinementCtx<unknown>,
): void {
  const seen = new Set<unknown>();
  for (const [index, exemption] of exemptions.entries()) {
    const id = exemption?.id;
    if (id !== undefined && seen.has(id)) {
      const message = `There is an exemption ${id} already: give each its own id.`;
      context.addIssue({ code: 'custom', path: [index, 'id'], message });
    }
    seen.add(id);
  }
}
