import { z } from 'zod';

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
]);
export type FunctionMessage = z.infer<typeof FunctionMessage>;
