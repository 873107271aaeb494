/** What a reader shows of text that is written as plain words and code alone. */
export interface ReadMarkdown {
  /** All that is seen, in its order; white space is one space. */
  readonly text: string;
  readonly codeBlocks: readonly string[];
}

/** A line of these, in any order, means nothing in Markdown: no mark begins with a letter, digit or such punctuation. */
const PLAIN = /^[\p{L}\p{M}\p{N} .,;:!?'"“”‘’«»()…–—-]*$/u;
const FENCE = /^(`{3,})$/;

/**
 * Reads blocks as CommonMark says (https://spec.commonmark.org/0.31.2, 4.5 fenced code and 6.1 code spans), and throws
 * where there is anything but paragraphs, headings, lists, rules, line breaks, code and plain words.
 */
export function readMarkdown(written: string): ReadMarkdown {
  const lines = written.split('\n');
  const shown: string[] = [];
  const codeBlocks: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line)?.[1];
    if (fence === undefined) {
      shown.push(...paragraph(line));
      continue;
    }
    const closes = new RegExp(`^ {0,3}\`{${fence.length},} *$`);
    const end = lines.findIndex((one, index) => index > at && closes.test(one));
    if (end < 0) throw new Error(`The fence in line ${at + 1} is never closed.`);
    const code = lines.slice(at + 1, end).join('\n');
    codeBlocks.push(code);
    shown.push(code);
    at = end;
  }
  return { text: oneSpace(shown.join(' ')), codeBlocks };
}

function paragraph(line: string): readonly string[] {
  if (line === '---') return [];
  const [, inside = ''] = /^(?:### |- | {2})?(.*?)\\?$/s.exec(line) ?? [];
  return [inline(inside.replace(/^(?:&nbsp;)+/, ''))];
}

function inline(text: string): string {
  const ticks = text.indexOf('`');
  if (ticks < 0) return plain(text);
  const fence = /^`+/.exec(text.slice(ticks))?.[0] ?? '';
  if (fence.length > 80) throw new Error('cmark-gfm reads no code behind so many backticks.');
  const start = ticks + fence.length;
  const closes = [...text.slice(start).matchAll(/`+/g)].find(([run]) => run === fence);
  if (closes === undefined) throw new Error(`Code is not closed in: ${text.slice(0, 80)}`);
  const end = start + closes.index;
  const code = text.slice(start, end);
  const own = /^ .*[^ ].* $/s.test(code) ? code.slice(1, -1) : code;
  return `${plain(text.slice(0, ticks))}${own}${inline(text.slice(end + fence.length))}`;
}

function plain(text: string): string {
  if (!PLAIN.test(text)) throw new Error(`This is not plain: ${text.slice(0, 80)}`);
  const linked = /www\.|\b[0-9a-f]{7,40}\b|\p{L}-\d/iu.exec(text);
  if (linked !== null) throw new Error(`This may become a link: ${linked[0]}`);
  if (/^(?:\d+[.)]|-)(?: |$)/.test(text)) throw new Error(`This is a list: ${text.slice(0, 80)}`);
  return text;
}

export function oneSpace(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
