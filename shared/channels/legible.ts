/** Control, format (bidirectional overrides among them) and separating characters: what is there and is not seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A stranger's text so that all of it is seen: an unseen character becomes its code (`\u202E`), half of a surrogate
 * pair U+FFFD. Line feeds stay.
 */
export function legible(text: string): string {
  return text
    .toWellFormed()
    .replace(UNSEEN, (unseen) => (unseen === '\n' ? unseen : coded(unseen)));
}

/** The same on one line: line feeds become their code too. */
export function legibleLine(text: string): string {
  return text.toWellFormed().replace(UNSEEN, coded);
}

function coded(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}
