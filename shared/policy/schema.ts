import { z } from 'zod';
import type { Deployment } from '../domain/deployment.ts';
import { DURATION, durationSeconds } from './duration.ts';
import { ON_LISTS } from './even-if-wrong.ts';
import { exemptionSchema, refuseDuplicateIds } from './exemption-schema.ts';
import { deployerAddress, memberAddress } from './member-address.ts';
import { modeSchema, type RuleEntry, ruleSchema } from './rule-schema.ts';
import { ticketsSchema } from './tickets-schema.ts';
import { trustSchema } from './trust-schema.ts';

const count = z
  .int()
  .min(1, { error: 'Must be 1 or more.' })
  .max(100_000, { error: 'Must be 100,000 or less.' });

const defaults = z
  .strictObject({
    mode: modeSchema
      .default('observe')
      .describe('The mode of every rule that the file does not name.'),
    owner: memberAddress.optional().describe('Whom to ask about this policy.'),
  })
  .prefault({})
  .describe('What holds where nothing else is said.');

const fight = z
  .strictObject({
    setBacks: count
      .default(5)
      .describe(
        'So many set-backs of one job within the window are a fight: Bailiff stops and alerts.',
      ),
    window: z
      .string()
      .regex(DURATION, { error: 'Write a whole number and its unit: 90s, 30m, 24h or 7d.' })
      .refine((text) => !/^0/.test(text), { error: 'The window must be longer than nothing.' })
      .default('24h')
      .describe('How far back set-backs count, e.g. 24h.'),
  })
  .prefault({})
  .describe('When a job that is set back again and again is left to people.');

const limits = z
  .strictObject({
    remediationsPerHour: count
      .default(20)
      .describe(
        'In the whole organization within any one hour; beyond it nothing more is changed.',
      ),
    remediationsPerHourPerProject: count
      .optional()
      .describe(
        'In one project; a quarter of the former when left out and at most, but at least 1.',
      ),
    fight,
  })
  .prefault({})
  .describe('How much Bailiff changes before it stops.');

/**
 * The policy file, with one optional key per rule under `rules`, so that editors complete the ids and an unknown one
 * is a fault. With a deployment it also refuses what the deployment does not allow. docs/policy.md is the reference.
 */
export function policySchema(rules: readonly RuleEntry[], deployment?: Deployment) {
  const byRule = rules.map(
    (entry) => [entry.id, ruleSchema(entry, deployment).optional()] as const,
  );
  const ids = rules.map(({ id }) => id);
  return z
    .strictObject({
      apiVersion: z.literal('bailiff/v1').describe('The version of this format.'),
      defaults,
      limits,
      settle: z
        .string()
        .regex(DURATION, { error: 'Write a whole number and its unit: 90s, 30m or 1h.' })
        .refine((text) => (durationSeconds(text) ?? 0) <= 3600, {
          error: 'An hour is the longest that may be waited.',
        })
        .default('0s')
        .describe(
          'How long after a change of a job Bailiff waits before it acts by itself, e.g. 90s.',
        ),
      managed: z
        .array(deployerAddress)
        .default([])
        .describe(
          'Deployers whose code is the place to mend their jobs: those jobs are ticketed at most.',
        ),
      rules: z
        .strictObject(Object.fromEntries(byRule))
        .prefault({})
        .describe('How far to go for each rule, by its id.'),
      trust: trustSchema(deployment).describe(
        'Who may be let use and act as which accounts; whatever is not named here is not granted.',
      ),
      exemptions: z
        .array(exemptionSchema(ids))
        .superRefine(refuseDuplicateIds, ON_LISTS)
        .default([])
        .describe('Time-boxed permissions to stay as it is.'),
      tickets: ticketsSchema(deployment).optional(),
    })
    .meta({ title: 'Bailiff policy' });
}

export type PolicyFile = z.output<ReturnType<typeof policySchema>>;
