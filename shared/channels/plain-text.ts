import type { Block } from '../domain/block.ts';
import { legible, legibleLine } from './legible.ts';

/** For those who read mail as text: lines end in a line feed alone. */
export function plainText(title: string, blocks: readonly Block[]): string {
  return `${[legibleLine(title), ...blocks.map(textOf)].join('\n\n')}\n`;
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return legible(block.text);
    case 'list':
      return [
        `${legibleLine(block.heading)}:`,
        ...block.items.map((item) => `- ${indented(item)}`),
      ].join('\n');
    case 'code':
      return [
        `${legibleLine(block.heading)}:`,
        ...block.lines.map((line) => `    ${legible(line).replaceAll('\n', '\n    ')}`),
      ].join('\n');
    case 'link':
      return `${legibleLine(block.label)}: ${block.url}`;
    case 'divider':
      return '----------';
  }
}

/** What has several lines stays one item to the eye. */
function indented(item: string): string {
  return legible(item).replaceAll('\n', '\n  ');
}
