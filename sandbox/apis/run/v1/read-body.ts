import type { z } from 'zod';
import { badRequest, type Fault, invalidValue, unknownName } from '../bad-request.ts';

const TYPES: Readonly<Record<string, string>> = {
  string: 'TYPE_STRING',
  number: 'TYPE_INT32',
  int: 'TYPE_INT32',
  boolean: 'TYPE_BOOL',
  object: 'message',
  record: 'map',
  array: 'repeated field',
};

/** Reads a v1 body, or refuses it with all its faults in the words that Google's parser uses. `at` is `job` or empty. */
export function readBody<Schema extends z.ZodType>(
  schema: Schema,
  json: unknown,
  at: string,
): z.infer<Schema> {
  const parsed = schema.safeParse(withoutNulls(json), { reportInput: true });
  if (parsed.success) return parsed.data;
  throw badRequest(parsed.error.issues.flatMap((issue) => faultsOf(issue, at)));
}

function faultsOf(issue: z.core.$ZodIssue, root: string): readonly Fault[] {
  const at = issue.path.reduce<string>(
    (path, step) =>
      typeof step === 'number'
        ? `${path}[${step}]`
        : path === ''
          ? String(step)
          : `${path}.${String(step)}`,
    root,
  );
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownName(key, at));
  const expected = issue.code === 'invalid_type' ? issue.expected : 'object';
  return [invalidValue(at, TYPES[expected] ?? expected, issue.input)];
}

/** In JSON of a proto, null is the same as leaving a field out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([key, member]) => [key, withoutNulls(member)]),
  );
}
