import type { Block } from '../domain/block.ts';
import { isLink } from './is-link.ts';
import { legible } from './legible.ts';

/** What Jira takes for the character itself behind a backslash; behind any other the backslash stays. */
const ESCAPABLE = /[-#*_+?^~|%{}[\]()!@]/;
/** What would begin markup and cannot be escaped so is written as a character reference, which Jira leaves alone. */
const REFERENCES: Readonly<Record<string, string>> = {
  '\\': '&#92;',
  '&': '&#38;',
  '<': '&#60;',
  '>': '&#62;',
  ':': '&#58;',
  '.': '&#46;',
};
/** Of an address or a smiley; not that of a time of day, and none before a space. */
const LIVE_COLON = /:(?![ \n]|$|(?<=\d:)\d)/;
/** Of a heading, a quotation or an address without a scheme. */
const LIVE_DOT = /(?<=\b(?:h[1-6]|bq|www))\./i;
const LIVE = new RegExp(
  `[\\\\&<>]|${ESCAPABLE.source}|${LIVE_COLON.source}|${LIVE_DOT.source}`,
  'gi',
);
const UNSAFE_IN_LINK = /[^\w\-.:/?#&=%+,;@$]/g;

/**
 * Blocks in Jira's wiki markup, for Data Center: everything that the blocks say is escaped, so that it is read as it
 * stands. https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
 */
export function jiraWiki(blocks: readonly Block[]): string {
  return blocks.map(written).join('\n\n');
}

function written(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return escaped(block.text);
    case 'list':
      return joined(
        headingOf(block.heading),
        block.items.map((item) => `* ${withoutGaps(escaped(item))}`).join('\n'),
      );
    case 'code':
      return joined(headingOf(block.heading), codeOf(block.lines));
    case 'link':
      return linkOf(block.label, block.url);
    case 'divider':
      return '----';
  }
}

function headingOf(text: string): string {
  return text === '' ? '' : `h3. ${escaped(text).replace(/\n+/g, ' ')}`;
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}

/** In a macro only its own end is read; what holds both macros' ends is written as text. */
function codeOf(lines: readonly string[]): string {
  const text = legible(lines.join('\n'));
  const macro = ['noformat', 'code'].find((name) => !text.toLowerCase().includes(`{${name}`));
  return macro === undefined ? escaped(text) : `{${macro}}\n${text}\n{${macro}}`;
}

function linkOf(label: string, url: string): string {
  if (!isLink(url)) return escaped(`${label}: ${url}`);
  const address = new URL(url).href.replace(UNSAFE_IN_LINK, percentEncoded);
  // Between a link's brackets an escaped bar still parts the label from the address.
  const name = escaped(label).replace(/\n+/g, ' ').replaceAll('\\|', '&#124;');
  return name === '' ? `[${address}]` : `[${name}|${address}]`;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** An empty line would end the list. */
function withoutGaps(text: string): string {
  return text.replace(/\n\s*\n+/g, '\n');
}

function escaped(text: string): string {
  return legible(text).replace(LIVE, (live) => REFERENCES[live] ?? `\\${live}`);
}
