import { fenceable, longestFence } from './markdown-fence.ts';

/** Letters, digits, and what stands inside of words and numbers. A digit behind a hyphen may refer to an issue: `GH-1`. */
const WORD =
  /^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:(?:['’.]|-(?!\p{N})|(?<=\p{N})[,:](?=\p{N}))[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*$/u;
const OPENS = new Set('"\'“‘«(');
const CLOSES = new Set('.,;:!?…)"\'”’»');
const DASH = /^[–—]$/;
/** What is made a link of, plain as it is: an address without scheme, and a commit. */
const LINKED = /^www\.|(?<![\p{L}\p{N}])[0-9a-f]{7,}(?![\p{L}\p{N}])/iu;
const NUMBERS_AN_ITEM = /^\d+[.)]/;

/**
 * One line for Markdown: plain words as they are, and whatever could be more than text as code, where nothing is looked
 * for: no markup, mention, reference, link, formula, emoji or HTML. A backslash would not do: mentions and references
 * are sought in what is left once it is gone.
 */
export function inMarkdown(line: string): string {
  return line
    .split(/\s+/)
    .filter((token) => token !== '')
    .map((token, index) => (isPlain(token, index === 0) ? token : codeOf(token)))
    .join(' ');
}

function isPlain(token: string, first: boolean): boolean {
  if (DASH.test(token)) return true;
  if (first && NUMBERS_AN_ITEM.test(token)) return false;
  const word = wordIn(token);
  return WORD.test(word) && !LINKED.test(word);
}

/** Without the punctuation around it; by hand, since an expression would take its time over a long run of it. */
function wordIn(token: string): string {
  let [start, end] = [0, token.length];
  while (OPENS.has(token.charAt(start))) start += 1;
  while (end > start && CLOSES.has(token.charAt(end - 1))) end -= 1;
  return token.slice(start, end);
}

/** Between more backticks than it has in a row itself; a space keeps its own from theirs, and is not shown. */
function codeOf(token: string): string {
  const text = fenceable(token);
  const fence = '`'.repeat(longestFence(text) + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${text}${space}${fence}`;
}
