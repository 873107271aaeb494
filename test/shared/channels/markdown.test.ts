import { describe, expect, test } from 'vitest';
import { markdown } from '../../../shared/channels/markdown.ts';
import type { Block } from '../../../shared/domain/block.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import { anyDraft } from './any-draft.ts';
import { oneSpace, readMarkdown } from './read-markdown.ts';

const PLENTY = 1_000_000;
/** Attacks on what is written here, beyond those on every system. */
const NAMES = [
  ...HOSTILE_NAMES,
  '1. one\n2) two',
  'x\n===',
  'x\n---',
  '$x$ $$y$$ $`z`$',
  'a`b `` c',
  `${'`'.repeat(100)}@everyone ${'`'.repeat(100)}`,
  '~~~\n/close\n~~~',
  '```\n```\n/close\n```',
  '`\n/close\n`',
  '[[_TOC_]]',
  '>>>\n/close\n>>>',
  'defaced deadbeef 0123456789abcdef',
  'feature-2 GH-1 PROJ-1',
  '[^1]\n[^1]: x',
  'a \\',
];

const PLACES: readonly (readonly [string, (name: string) => Block])[] = [
  ['a paragraph', (text) => ({ kind: 'paragraph', text })],
  ['a list', (item) => ({ kind: 'list', heading: 'H', items: [item] })],
  ['a heading', (heading) => ({ kind: 'list', heading, items: ['H'] })],
  ['code', (line) => ({ kind: 'code', heading: 'H', lines: [line] })],
  ['the words of a link', (label) => ({ kind: 'link', label, url: 'javascript:H' })],
  ['an address', (url) => ({ kind: 'link', label: 'H', url })],
];

describe('a text in Markdown', () => {
  test.each(PLACES)('reads as it stands in %s, and does nothing', (place, block) => {
    for (const name of NAMES.filter((one) => place !== 'an address' || !one.startsWith('https:'))) {
      const written = markdown(
        [{ kind: 'paragraph', text: 'before' }, block(name), { kind: 'paragraph', text: 'after' }],
        PLENTY,
      );
      // GitLab takes a line that starts so for a quick action, and its fences for what hides one.
      expect(written).not.toMatch(/^\//m);
      const { text } = readMarkdown(written);
      const seen = text
        .replaceAll('\u200B', '')
        .replace(/^before|after$|\bjavascript:H\b|\bH\b/g, '');
      expect(decoded(seen)).toBe(oneSpace(name.toWellFormed()));
    }
  });

  test('is written as people write it', () => {
    expect(markdown(anyDraft().body, PLENTY)).toBe(
      [
        'The job runs as `310000000001-compute@developer.gserviceaccount.com.`',
        '### Why it matters',
        '- It can change the project.\n- So can code in it.',
        '### To mend it',
        '```\ngcloud run jobs update reports \\\n  --project=payments-prod\n```',
        '[The log entry](<https://console.cloud.google.com/logs/query;query=x>)',
        '---',
      ].join('\n\n'),
    );
  });

  test('keeps its lines, and how far each is set in', () => {
    const text = 'one\n  two\n\nthree';
    expect(markdown([{ kind: 'paragraph', text }], PLENTY)).toBe('one\\\n&nbsp;&nbsp;two\\\nthree');
    expect(markdown([{ kind: 'list', heading: '', items: ['a\nb', ''] }], PLENTY)).toBe(
      '- a\\\n  b',
    );
  });

  test('leaves code as it is between fences that are longer than its own', () => {
    const code = (lines: readonly string[]) =>
      markdown([{ kind: 'code', heading: '', lines }], PLENTY);
    expect(code(['<!-- x', '@a ```` b'])).toBe('`````\n<!-- x\n@a ```` b\n`````');
    expect(code(['```', '/close'])).toBe('````\n ```\n /close\n````');
    expect(readMarkdown(code(['`'.repeat(300), 'x'])).codeBlocks).toHaveLength(1);
  });

  test('links to https alone, and shows where a link leads whose words may be read otherwise', () => {
    const link = (label: string, url: string) => markdown([{ kind: 'link', label, url }], PLENTY);
    expect(link('Log', 'https://a.example/x>y?b=(c)&d=\\')).toBe(
      '[Log](<https://a.example/x%3Ey?b=(c)&amp;d=%5C>)',
    );
    expect(link('[Log]', 'https://a.example/')).toBe('`[Log]` <https://a.example/>');
    expect(link('Log', 'http://a.example/')).toBe('Log `http://a.example/`');
  });

  test('is cut where the system takes no more, and says so', () => {
    const body: readonly Block[] = NAMES.map((text) => ({ kind: 'paragraph', text }));
    for (const bytes of [200, 1_000, 3_333]) {
      const written = markdown(body, bytes);
      expect(Buffer.byteLength(written)).toBeLessThanOrEqual(bytes);
      expect(written.isWellFormed()).toBe(true);
      expect(readMarkdown(written).text).toContain('more characters;');
    }
    const code = markdown([{ kind: 'code', heading: 'H', lines: ['x'.repeat(500)] }], 200);
    expect(readMarkdown(code).codeBlocks).toHaveLength(1);
  });
});

/** The characters that are shown by their codes. */
function decoded(text: string): string {
  const read = text.replace(/\\u(?:\{([0-9A-F]+)\}|([0-9A-F]{4}))/g, (_, long, short) =>
    String.fromCodePoint(Number.parseInt(String(long ?? short), 16)),
  );
  return oneSpace(read);
}
