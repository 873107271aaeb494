import type { z } from 'zod';
import { closest } from './closest.ts';

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a map of keys',
};

/** zod's own issues in words for whoever wrote the file; `undefined` leaves the words that the schema brought. */
export function issueSentence(issue: z.core.$ZodRawIssue): string | undefined {
  const key = issue.path?.at(-1);
  if (issue.input === undefined && issue.code !== 'custom' && issue.code !== 'unrecognized_keys') {
    return key === undefined ? 'This is empty.' : `"${String(key)}" is required here.`;
  }
  if (issue.code === 'invalid_type') {
    const expected = EXPECTED[issue.expected] ?? issue.expected;
    const quotable = issue.expected === 'string' && typeof issue.input !== 'object';
    return `Expected ${expected}, found ${found(issue.input)}${quotable ? '; put it in quotes' : ''}.`;
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    return `Expected ${choice(values)}, found ${found(issue.input)}${hint(issue.input, values)}`;
  }
  return undefined;
}

/** The sentence for a name that is none of those known; `what` says what it should have named. */
export function unknownSentence(name: string, known: readonly string[], what: string): string {
  const others = known.length === 0 ? '.' : `; known here: ${known.join(', ')}.`;
  const meant = closest(name, known);
  return `There is no ${what} "${name}"${meant === undefined ? others : `; did you mean "${meant}"?`}`;
}

function hint(input: unknown, values: readonly string[]): string {
  const meant = typeof input === 'string' ? closest(input, values) : undefined;
  return meant === undefined || values.length === 1 ? '.' : `; did you mean "${meant}"?`;
}

function choice(values: readonly string[]): string {
  return values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`;
}

function found(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a map of keys';
  const text = typeof input === 'string' ? JSON.stringify(input) : String(input);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
