/**
 * A line that readers of Markdown do not show, by which Bailiff knows its own text again. It stands last, and the last
 * one counts: no text of a stranger's comes after it, and only in code, before it, could one stand as it is.
 */
export function marked(text: string, mark: string): string {
  return `${text}\n\n<!-- bailiff:${mark} -->`;
}

/** How much a mark adds to a text, in bytes. */
export function markLength(mark: string): number {
  return marked('', mark).length;
}

/** The mark that a text bears. */
export function markIn(text: string): string | undefined {
  const lines = text.matchAll(/^<!-- bailiff:([0-9a-f]{16,32}) -->\r?$/gm);
  return [...lines].at(-1)?.[1];
}
