import type { z } from 'zod';
import { unknownSentence } from './issue-sentence.ts';
import { knownKeys } from './known-keys.ts';
import type { Path, Place } from './place.ts';
import type { Flaw } from './read-yaml.ts';

// Finding the place of a key walks its map, so an absurd number of unknown keys would take square time.
const MAX_KEYS = 200;

/** What the schema found wrong, with the place of each: one flaw for each unknown key, the others as they come. */
export function issueFlaws(
  issues: readonly z.core.$ZodIssue[],
  place: Place,
  schema: z.core.$ZodType,
): readonly Flaw[] {
  return issues.flatMap((issue): readonly Flaw[] => {
    const { path, message } = issue;
    const inside = issue.code === 'invalid_union' ? insideOf(issue) : [];
    if (inside.length > 0) return issueFlaws(inside, place, schema);
    if (issue.code === 'unrecognized_keys') return unknownKeys(path, issue.keys, place, schema);
    const within = issue.code === 'custom' ? issue.params?.['offset'] : undefined;
    const offset = typeof within === 'number' ? place.within(path, within) : place.of(path);
    return [{ path, offset, message }];
  });
}

/** What is wrong inside of the one form that was meant; none when what was written has no form at all. */
function insideOf({ path, errors }: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] {
  const meant = errors.find((issues) =>
    issues.every((issue) => issue.path.length > 0 || issue.code !== 'invalid_type'),
  );
  return (meant ?? []).map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
}

function unknownKeys(
  path: Path,
  keys: readonly string[],
  place: Place,
  schema: z.core.$ZodType,
): readonly Flaw[] {
  const known = knownKeys(schema, path);
  const what = path.length === 1 && path[0] === 'rules' ? 'rule' : 'key';
  const flaws = keys.slice(0, MAX_KEYS).map((key) => ({
    path: [...path, key],
    offset: place.ofKey(path, key),
    message: unknownSentence(key, known, what),
  }));
  const more = keys.length - flaws.length;
  if (more === 0) return flaws;
  return [...flaws, { path, offset: place.of(path), message: `There are ${more} more such keys.` }];
}
