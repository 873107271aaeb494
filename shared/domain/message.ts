import { z } from 'zod';
import { parseListedJob } from './resource.ts';

/**
 * What travels between functions: ids alone. Whoever receives one loads the finding, reads the world again and
 * decides anew, so a forged message can at most make Bailiff look.
 */
export const FunctionMessage = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('finding'),
    finding: z.string().min(1).max(400),
    decision: z.string().min(1).max(800),
    /** The audit entry's key, so that a ticket can point to it. */
    event: z.string().min(1).max(600),
  }),
  z.strictObject({ kind: z.literal('alert'), alert: z.string().min(1).max(600) }),
  /** That a delivery is due again, by its key. */
  z.strictObject({ kind: z.literal('delivery'), delivery: z.string().min(1).max(800) }),
]);
export type FunctionMessage = z.infer<typeof FunctionMessage>;

/** Jobs in one message of `rechecks`. */
export const LARGEST_BATCH = 100;
// The longest name of a job that could be real has fewer; checked before any pattern sees the text.
const LONGEST_NAME = 256;

/**
 * Jobs that a sweep asks to be judged again: their names alone. Whoever receives it reads each job, so a forged one can
 * at most make Bailiff look.
 */
export const RecheckMessage = z.strictObject({
  kind: z.literal('recheck'),
  sweep: z.string().regex(/^[\w.-]{1,64}$/),
  /** Which message of the sweep it is, from 0. */
  batch: z.int().min(0),
  /** True when the ledger knows them and the inventory, which was just listed whole, does not. */
  unlisted: z.boolean(),
  /** Full resource names, the project by its id or its number. */
  jobs: z
    .array(
      z
        .string()
        .max(LONGEST_NAME)
        .refine((name) => parseListedJob(name) !== undefined),
    )
    .max(LARGEST_BATCH),
});
export type RecheckMessage = z.infer<typeof RecheckMessage>;

/** Asks for what is due by now; Cloud Scheduler sends one a minute. */
export const TickMessage = z.strictObject({ kind: z.literal('tick') });
export type TickMessage = z.infer<typeof TickMessage>;

/** Asks for one sweep of the whole organization. */
export const SweepMessage = z.strictObject({ kind: z.literal('sweep') });
export type SweepMessage = z.infer<typeof SweepMessage>;
