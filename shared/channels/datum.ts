import { legibleLine } from './legible.ts';
import { shorten, within } from './shorten.ts';

const LONGEST = 2_000;
const MOST = 50;
/** What a spreadsheet that a SIEM exports to takes for a formula; nothing of Bailiff's begins so. */
const FORMULA = /^[=+\-@]/;

/** A text of an event: one line, at most 2,000 UTF-16 units, all of it seen, and no formula to a spreadsheet. */
export function datum(text: string): string {
  const line = legibleLine(text);
  return shorten(FORMULA.test(line) ? `'${line}` : line, within(LONGEST));
}

/** At most 50 of them. */
export function data(texts: readonly string[]): readonly string[] {
  return texts.slice(0, MOST).map(datum);
}
