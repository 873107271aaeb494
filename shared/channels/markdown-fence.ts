const UNSEEN_SPACE = '\u200B';

/**
 * Text whose backticks a fence can hold in: readers of Markdown give up on fences beyond a length (cmark-gfm on code in
 * a line beyond 80, on blocks beyond 255), so that an unseen space parts what is longer.
 */
export function fenceable(text: string): string {
  return text.replace(/`{20}(?=`)/g, `$&${UNSEEN_SPACE}`);
}

/** How many backticks stand in a row at most. */
export function longestFence(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);
}
