/** What the user gave cannot be used; the message says what, where and how to mend it. Exit code 2. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}

/** `table` or `json`. */
export function format(text: string): 'table' | 'json' {
  if (text === 'table' || text === 'json') return text;
  throw new Unusable(`--format ${text} is not known; say table or json.`);
}
