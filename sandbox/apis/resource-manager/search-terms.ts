import { ApiError } from '../../http/api-error.ts';

type Fields = Readonly<Record<string, string>>;

/**
 * Reads the part of Google's search language that clients send: `field:value` and `field=value`, `*` as a wildcard,
 * joined by AND or a blank. Says what it takes when it meets anything else, instead of finding too much or too little.
 */
export function searchTerms(text: string, known: readonly string[]): (fields: Fields) => boolean {
  const bare = text.replace(/[()]/g, ' ').trim();
  const terms =
    bare === '' ? [] : bare.split(/\s+(?:AND\s+)?/i).map((term) => readTerm(term, known));
  return (fields) => terms.every(({ field, value }) => matches(fields[field] ?? '', value));
}

function readTerm(term: string, known: readonly string[]) {
  const [, field = '', quoted = ''] = /^([\w.]+)[:=](.+)$/.exec(term) ?? [];
  if (!known.includes(field))
    throw new ApiError(
      'INVALID_ARGUMENT',
      `The local organization cannot search for "${term}". It understands field:value, joined by AND, for ${known.join(', ')}.`,
    );
  return { field, value: quoted.replace(/^"(.*)"$/, '$1') };
}

function matches(text: string, wanted: string): boolean {
  const value = text.toLowerCase();
  const [first = '', ...parts] = wanted.toLowerCase().split('*');
  const last = parts.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.endsWith(last) && value.length >= at + last.length;
}
