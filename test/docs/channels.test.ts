import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHANNEL_KINDS } from '../../shared/domain/channels.ts';
import { parseChannels } from '../../shared/policy/parse-channels.ts';

const ROOT = join(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/channels.md'), 'utf8');

describe('docs/channels.md', () => {
  it('shows channels that are taken', () => {
    const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
    expect(blocks).toHaveLength(1);
    for (const block of blocks) expect(parseChannels(block)).toMatchObject({ ok: true });
  });

  it('has a section for every kind, and no other', () => {
    const kinds = [...page.matchAll(/^### `(\w+)`$/gm)].map(([, kind]) => kind);
    expect(kinds.toSorted()).toEqual([...CHANNEL_KINDS].sort());
  });

  it('says of every key of the example what it means', () => {
    const example = readFileSync(join(ROOT, 'examples/channels.yaml'), 'utf8');
    const keys = [...example.matchAll(/^ {4}(\w+):/gm)].map(([, key]) => key);
    expect(keys.length).toBeGreaterThan(20);
    expect([...new Set(keys)].filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });
});
