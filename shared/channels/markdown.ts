import type { Block } from '../domain/block.ts';
import { fittingBlocks } from './fitting-blocks.ts';
import { isLink } from './is-link.ts';
import { legible, legibleLine } from './legible.ts';
import { fenceable, longestFence } from './markdown-fence.ts';
import { inMarkdown } from './markdown-words.ts';

/**
 * Blocks in the Markdown of GitHub and GitLab, in at most `bytes` of UTF-8, so that every text reads as it stands and
 * does nothing: https://github.github.com/gfm, https://docs.gitlab.com/user/markdown, and quick actions.
 */
export function markdown(blocks: readonly Block[], bytes: number): string {
  const fitting = fittingBlocks(blocks, (some) => Buffer.byteLength(written(some)) <= bytes);
  return written(fitting);
}

function written(blocks: readonly Block[]): string {
  return joined(blocks.map(blockOf), '\n\n');
}

function joined(texts: readonly string[], separator: string): string {
  return texts.filter((text) => text !== '').join(separator);
}

function blockOf(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return linesOf(block.text, '');
    case 'list':
      return under(block.heading, joined(block.items.map(itemOf), '\n'));
    case 'code':
      return under(block.heading, fenced(block.lines));
    case 'link':
      return linkTo(block.label, block.url);
    case 'divider':
      return '---';
  }
}

function under(heading: string, text: string): string {
  const line = inMarkdown(legibleLine(heading).trim());
  return joined([line === '' ? '' : `### ${line}`, text], '\n\n');
}

function itemOf(item: string): string {
  const lines = linesOf(item, '  ');
  return lines === '' ? '' : `- ${lines}`;
}

/** One line below the other, at the same depth; what was set in by hand stays so. */
function linesOf(text: string, indent: string): string {
  return legible(text)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `${'&nbsp;'.repeat(line.search(/\S/))}${inMarkdown(line.trim())}`)
    .join(`\\\n${indent}`);
}

/** In a fence that no line of it can close. */
function fenced(texts: readonly string[]): string {
  const lines = texts.flatMap((text) => fenceable(legible(text)).split('\n'));
  const fence = '`'.repeat(Math.max(3, longestFence(lines.join('\n')) + 1));
  // GitLab looks for quick actions by expressions that can mistake where code ends; no line that starts otherwise is one.
  const risky = lines.some((line) => /^(?:\/|```)/.test(line));
  const shown = risky ? lines.map((line) => ` ${line}`) : lines;
  return [fence, ...shown, fence].join('\n');
}

/** Code does not go into the words of a link: not every reader of Markdown finds its end there. */
function linkTo(label: string, url: string): string {
  const text = inMarkdown(legibleLine(label).trim());
  if (!isLink(url)) return joined([text, inMarkdown(legibleLine(url))], ' ');
  const address = new URL(url).href.replace(/[<>\\`]/g, encodeURIComponent);
  if (text === '' || text.includes('`')) return joined([text, `<${address}>`], ' ');
  return `[${text}](<${address.replaceAll('&', '&amp;')}>)`;
}
