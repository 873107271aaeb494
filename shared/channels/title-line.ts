import { legibleLine } from './legible.ts';
import { shorten } from './shorten.ts';

/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^[=+\-@]/;

/**
 * A title on one line of at most `limit` UTF-16 units, legible, for systems that show it as plain text. Trackers are
 * exported to spreadsheets: in front of what would be a formula there stands an apostrophe.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function titleLine(title: string, limit: number): string {
  const line = legibleLine(title.replace(/[\r\n]+/g, ' ')).trim();
  const guarded = FORMULA.test(line) ? `'${line}` : line;
  return shorten(guarded, ({ length }) => length <= limit);
}
