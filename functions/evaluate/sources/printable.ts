// Control, format (bidirectional overrides among them) and line-separating characters could forge a log line.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A stranger's text on one line, at most `limit` UTF-16 units long; costs no more for a longer one. */
export function printable(text: string, limit: number): string {
  return text
    .slice(0, 2 * limit)
    .replace(UNPRINTABLE, '')
    .slice(0, limit)
    .toWellFormed()
    .replace(/\uFFFD$/, '');
}
