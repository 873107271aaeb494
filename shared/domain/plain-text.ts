import type { Block } from './block.ts';

/** The blocks as one text without any markup: an empty line between them, items and lines set in by two spaces. */
export function plainText(blocks: readonly Block[]): string {
  return blocks.map(written).join('\n\n');
}

function written(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return block.text;
    case 'list':
      return setIn(block.heading, block.items);
    case 'code':
      return setIn(block.heading, block.lines);
    case 'link':
      return `${block.label}: ${block.url}`;
    case 'divider':
      return '----';
  }
}

function setIn(heading: string, texts: readonly string[]): string {
  const lines = texts.flatMap((text) => text.split('\n'));
  return [`${heading}:`, ...lines.map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
}
