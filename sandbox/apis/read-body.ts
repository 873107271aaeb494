import { z } from 'zod';
import { ApiError } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';

/** int32 and int64 as proto JSON takes them: numbers, or digits in a string. */
export const integer = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);

/**
 * The call's body as its message describes it. An unknown field or a wrong type is refused in Google's words, all of
 * them at once; `null` counts as left out, as in proto JSON.
 */
export function readBody<T>(call: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(withoutNulls(call.body));
  if (parsed.success) return parsed.data;
  const violations = parsed.error.issues.flatMap(violationsOf);
  throw new ApiError('INVALID_ARGUMENT', violations.map((one) => one.description).join('\n'), [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: violations },
  ]);
}

interface Violation {
  readonly field?: string;
  readonly description: string;
}

function violationsOf(issue: z.core.$ZodIssue): readonly Violation[] {
  const field = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  const named = field === '' ? {} : { field };
  if (issue.code !== 'unrecognized_keys')
    return [{ ...named, description: `Invalid value at '${field}': ${issue.message}.` }];
  return issue.keys.map((key) => ({
    ...named,
    description: `Invalid JSON payload received. Unknown name "${key}"${field === '' ? '' : ` at '${field}'`}: Cannot find field.`,
  }));
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNulls(one)]));
}
