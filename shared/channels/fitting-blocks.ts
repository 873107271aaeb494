import type { Block } from '../domain/block.ts';

/**
 * Blocks that fit, as `fits` says of what would be written: all of them, or the beginning of what they say and how much
 * was cut off. Texts are cut before they are written down, so neither an escape nor a surrogate pair is split.
 */
export function fittingBlocks(
  blocks: readonly Block[],
  fits: (blocks: readonly Block[]) => boolean,
): readonly Block[] {
  if (fits(blocks)) return blocks;
  const whole = blocks.reduce((sum, block) => sum + lengthOf(block), 0);
  const cut = (length: number): readonly Block[] => [
    ...beginning(blocks, length),
    {
      kind: 'paragraph',
      text: `[… ${whole - length} more characters; Bailiff's console shows all]`,
    },
  ];
  let [least, most] = [0, whole];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (fits(cut(middle))) least = middle;
    else most = middle - 1;
  }
  return cut(least);
}

function textsOf(block: Block): readonly string[] {
  switch (block.kind) {
    case 'paragraph':
      return [block.text];
    case 'list':
      return [block.heading, ...block.items];
    case 'code':
      return [block.heading, ...block.lines];
    case 'link':
      return [block.label, block.url];
    case 'divider':
      return ['-'];
  }
}

function lengthOf(block: Block): number {
  return textsOf(block).reduce((sum, { length }) => sum + length, 0);
}

function beginning(blocks: readonly Block[], length: number): readonly Block[] {
  let rest = length;
  return blocks.flatMap((block) => {
    if (rest <= 0) return [];
    const own = lengthOf(block);
    const kept = own <= rest ? [block] : part(block, rest);
    rest -= own;
    return kept;
  });
}

function part(block: Block, length: number): readonly Block[] {
  const [heading = '', ...others] = textsWithin(textsOf(block), length);
  switch (block.kind) {
    case 'paragraph':
      return [{ ...block, text: heading }];
    case 'list':
      return [{ ...block, heading, items: others }];
    case 'code':
      return [{ ...block, heading, lines: others }];
    // Half a link leads elsewhere.
    case 'link':
    case 'divider':
      return [];
  }
}

function textsWithin(texts: readonly string[], length: number): readonly string[] {
  let rest = length;
  return texts.flatMap((text) => {
    if (rest <= 0) return [];
    const kept = text.slice(0, endsAmidPair(text, rest) ? rest - 1 : rest);
    rest -= text.length;
    return [kept];
  });
}

function endsAmidPair(text: string, end: number): boolean {
  return end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
}
