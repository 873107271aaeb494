import { describe, expect, test } from 'vitest';
import { fittingBlocks } from '../../../shared/channels/fitting-blocks.ts';
import type { Block } from '../../../shared/domain/block.ts';

const within = (limit: number) => (blocks: readonly Block[]) =>
  JSON.stringify(blocks).length <= limit;
const blocks: readonly Block[] = [
  { kind: 'paragraph', text: 'x'.repeat(50) },
  { kind: 'list', heading: 'List', items: ['one', 'two', 'three'] },
  { kind: 'link', label: 'Log', url: 'https://example.com/' },
  { kind: 'code', heading: 'Code', lines: ['a'.repeat(10), 'b'.repeat(10)] },
];

describe('blocks that fit', () => {
  test('are all there where they do', () => {
    expect(fittingBlocks(blocks, within(1_000))).toBe(blocks);
  });

  test.each([120, 150, 200, 220, 260])('%i at most end with what was cut off', (limit) => {
    const fitting = fittingBlocks(blocks, within(limit));
    expect(JSON.stringify(fitting).length).toBeLessThanOrEqual(limit);
    expect(fitting.at(-1)).toMatchObject({
      kind: 'paragraph',
      text: expect.stringMatching(/^\[… \d+ more characters; Bailiff's console shows all\]$/),
    });
  });

  test('are cut amid what does not fit whole, and a link not at all', () => {
    const kept = (limit: number) => fittingBlocks(blocks, within(limit)).slice(0, -1);
    expect(kept(220)).toEqual([
      { kind: 'paragraph', text: 'x'.repeat(50) },
      { kind: 'list', heading: 'List', items: ['one', 'two'] },
    ]);
    expect(kept(270).map(({ kind }) => kind)).not.toContain('link');
  });

  test('split no surrogate pair', () => {
    for (let limit = 120; limit < 160; limit += 1) {
      const text = JSON.stringify(
        fittingBlocks([{ kind: 'paragraph', text: '😀'.repeat(100) }], within(limit)),
      );
      expect(text).not.toMatch(/\\ud83d/i);
    }
  });
});
