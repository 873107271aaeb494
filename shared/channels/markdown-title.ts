import { shorten } from './shorten.ts';
import { titleLine } from './title-line.ts';

const UNSEEN_SPACE = '\u200B';
/** What begins a mention, reference, label, emoji or address, and where a number would refer to an issue. */
const BEGINS = /[@#!~%$&^*:](?=\S)|(?<=\p{L})-(?=\p{N})|(?<![\p{L}\p{N}])www(?=\.)/giu;
const COMMIT = /(?<![\p{L}\p{N}])[0-9a-f]{7,}(?![\p{L}\p{N}])/giu;

/**
 * A title of at most `limit` UTF-16 units for GitHub and GitLab, which read no Markdown in it but look for references
 * and code: a space without width keeps them from finding any.
 */
export function markdownTitle(title: string, limit: number): string {
  const line = titleLine(title, Number.POSITIVE_INFINITY);
  return inert(shorten(line, (text) => inert(text).length <= limit));
}

function inert(text: string): string {
  return text
    .replaceAll('`', '\u02CB')
    .replace(BEGINS, `$&${UNSEEN_SPACE}`)
    .replace(COMMIT, (hex) => hex.replace(/.{6}(?=.)/g, `$&${UNSEEN_SPACE}`));
}
