import type { Block } from '../domain/block.ts';
import { isLink } from './is-link.ts';
import { legible } from './legible.ts';

/** A node of the Atlassian Document Format. */
export interface AdfNode {
  readonly type: string;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, string | number>>;
  readonly marks?: readonly {
    readonly type: string;
    readonly attrs?: Readonly<Record<string, string>>;
  }[];
  readonly content?: readonly AdfNode[];
}

export interface AdfDocument extends AdfNode {
  readonly type: 'doc';
  readonly version: 1;
}

/**
 * Blocks as an Atlassian Document: a text node holds text and nothing else, so nothing in it is interpreted; mentions,
 * cards, media and macros are nodes of their own, and none is ever made here.
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
 */
export function jiraAdf(blocks: readonly Block[]): AdfDocument {
  return { type: 'doc', version: 1, content: blocks.flatMap(nodesOf) };
}

function nodesOf(block: Block): readonly AdfNode[] {
  switch (block.kind) {
    case 'paragraph':
      return [paragraph(block.text)];
    case 'list':
      return [...headingOf(block.heading), ...listOf(block.items)];
    case 'code':
      return [...headingOf(block.heading), codeOf(block.lines)];
    case 'link':
      return [linkOf(block.label, block.url)];
    case 'divider':
      return [{ type: 'rule' }];
  }
}

function headingOf(text: string): readonly AdfNode[] {
  if (text === '') return [];
  return [{ type: 'heading', attrs: { level: 3 }, content: inline(text) }];
}

function listOf(items: readonly string[]): readonly AdfNode[] {
  // A list without items is no valid document.
  if (items.length === 0) return [];
  const content = items.map((item) => ({ type: 'listItem', content: [paragraph(item)] }));
  return [{ type: 'bulletList', content }];
}

function codeOf(lines: readonly string[]): AdfNode {
  return { type: 'codeBlock', content: textNodes(legible(lines.join('\n'))) };
}

function linkOf(label: string, url: string): AdfNode {
  if (!isLink(url)) return paragraph(`${label}: ${url}`);
  const marks = [{ type: 'link', attrs: { href: new URL(url).href } }];
  const text = legible(label === '' ? url : label.replace(/\n+/g, ' '));
  return { type: 'paragraph', content: [{ type: 'text', text, marks }] };
}

function paragraph(text: string): AdfNode {
  return { type: 'paragraph', content: inline(text) };
}

function inline(text: string): readonly AdfNode[] {
  return legible(text)
    .split('\n')
    .flatMap((line, at) => [...(at === 0 ? [] : [{ type: 'hardBreak' }]), ...textNodes(line)]);
}

/** An empty text node is no valid one. */
function textNodes(text: string): readonly AdfNode[] {
  return text === '' ? [] : [{ type: 'text', text }];
}
