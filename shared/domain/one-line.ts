/** What ends a line or a column, and would have a stranger's text look like one of Bailiff's own. */
const SPACING = /[\t\n\v\f\r\u0085\u2028\u2029]/g;
/** Control and format characters (those that turn the direction among them), and lone halves of a pair. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** The text on one line: what would start another becomes a space, and what nobody sees becomes U+FFFD. */
export function oneLine(text: string): string {
  return text.replace(SPACING, ' ').replace(UNSEEN, '\uFFFD');
}
