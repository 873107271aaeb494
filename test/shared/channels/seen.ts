const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
// Of a long text it is enough that its beginning is there.
const ENOUGH = 100;

/** What must be read of a stranger's text wherever it stands whole: its runs of characters that are seen. */
export function seenRuns(text: string): readonly string[] {
  return text
    .split(new RegExp(UNSEEN, 'gu'))
    .filter((run) => run.trim() !== '')
    .map((run) => [...run].slice(0, ENOUGH).join('').trim());
}

/** Characters in a text that nobody sees, by their codes; line feeds are no such ones. */
export function unseenIn(text: string): readonly string[] {
  return [...text]
    .filter((character) => character !== '\n' && UNSEEN.test(character))
    .map((character) => character.codePointAt(0)?.toString(16) ?? '');
}
