import { z } from 'zod';
import { ApiError } from '../../http/api-error.ts';
import { constraintDefault } from '../../organization/constraints.ts';

const Spec = z.strictObject({
  etag: z.string().default(''),
  updateTime: z.string().optional(),
  inheritFromParent: z.boolean().optional(),
  reset: z.boolean().optional(),
  rules: z
    .array(
      z.strictObject({
        enforce: z.boolean().optional(),
        condition: z.record(z.string(), z.unknown()).optional(),
        values: z.unknown().optional(),
        allowAll: z.boolean().optional(),
        denyAll: z.boolean().optional(),
        parameters: z.unknown().optional(),
      }),
    )
    .default([]),
});
/** https://cloud.google.com/resource-manager/docs/reference/orgpolicy/rest/v2/organizations.policies */
export const PolicyBody = z.strictObject({
  name: z.string().default(''),
  etag: z.string().default(''),
  spec: Spec.optional(),
  dryRunSpec: Spec.optional(),
});
export type PolicyBody = z.output<typeof PolicyBody>;

/**
 * Whether the policy enforces its boolean constraint; `reset` asks for the constraint's default. Refuses what a boolean
 * constraint cannot hold, and conditions and dry runs, which nothing here would honour.
 */
export function enforcedBy(constraint: string, { spec, dryRunSpec }: PolicyBody): boolean {
  const [rule, ...more] = spec?.rules ?? [];
  const isPlain = rule !== undefined && Object.keys(rule).join() === 'enforce' && more.length === 0;
  if (dryRunSpec === undefined && spec?.reset === true && rule === undefined)
    return constraintDefault(constraint);
  if (dryRunSpec === undefined && isPlain) return rule.enforce === true;
  throw new ApiError(
    'INVALID_ARGUMENT',
    `${constraint} is a boolean constraint: its policy holds one rule with "enforce", or "reset". The local organization keeps no conditions and no dry runs.`,
  );
}
