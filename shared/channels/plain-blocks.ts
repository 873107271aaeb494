import type { Block } from '../domain/block.ts';
import { legible } from './legible.ts';

/**
 * Blocks as plain text, for systems that show a text as it is; `guarded` has the last word on every stranger's piece.
 * What has several lines stays one item to the eye. Lines end in a line feed alone.
 */
export function plainBlocks(
  blocks: readonly Block[],
  guarded: (text: string) => string = (text) => text,
): string {
  return blocks.map((block) => written(block, (text) => guarded(legible(text)))).join('\n\n');
}

function written(block: Block, plain: (text: string) => string): string {
  switch (block.kind) {
    case 'paragraph':
      return plain(block.text);
    case 'list':
      return [
        ...headed(plain(block.heading)),
        ...block.items.map((item) => `- ${plain(item).replaceAll('\n', '\n  ')}`),
      ].join('\n');
    case 'code':
      return [
        ...headed(plain(block.heading)),
        ...block.lines.map((line) => `    ${plain(line).replaceAll('\n', '\n    ')}`),
      ].join('\n');
    case 'link':
      return `${plain(block.label)}: ${plain(block.url)}`;
    case 'divider':
      return '----';
  }
}

function headed(heading: string): readonly string[] {
  return heading === '' ? [] : [`${heading}:`];
}
