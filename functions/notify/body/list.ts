import type { Block } from '../../../shared/domain/block.ts';
import { oneLine } from '../../../shared/domain/one-line.ts';
import { paragraph } from './paragraph.ts';

/** An item, or one with further lines that stand set in below it. */
type Item = string | readonly [string, ...string[]];

/** A heading and its items; no item's text can begin another. */
export function list(heading: string, items: readonly Item[]): Block {
  if (items.length === 0) return paragraph(`${heading}: nothing.`);
  return { kind: 'list', heading: oneLine(heading), items: items.map(written) };
}

function written(item: Item): string {
  const [first, ...below] = typeof item === 'string' ? ([item] as const) : item;
  return [oneLine(first), ...below.map((line) => `  ${oneLine(line)}`)].join('\n');
}
