import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { legible, legibleLine } from '../../../shared/channels/legible.ts';
import { shorten, within } from '../../../shared/channels/shorten.ts';

describe('legible', () => {
  it.each([
    ['plain ü 漢 😀', 'plain ü 漢 😀'],
    ['\u202Egnp.exe', '\\u202Egnp.exe'],
    ['a\u200Bb', 'a\\u200Bb'],
    ['\u0000\u0007\t', '\\u0000\\u0007\\u0009'],
    ['a\r\nb', 'a\\u000D\nb'],
    ['\u{E0001}', '\\u{E0001}'],
    ['\uD800x', '\uFFFDx'],
  ])('writes %j as %j', (text, written) => {
    expect(legible(text)).toBe(written);
  });

  it('writes a line feed as its code where there is one line', () => {
    expect(legibleLine('a\nb')).toBe('a\\u000Ab');
  });
});

describe('shorten', () => {
  it('leaves what fits', () => {
    expect(shorten('a'.repeat(50), within(50))).toBe('a'.repeat(50));
  });

  it('says how much it cut off', () => {
    expect(shorten('a'.repeat(100), within(50))).toBe(`${'a'.repeat(27)} [… 73 more characters]`);
  });

  it('cuts no code of a character in two', () => {
    const text = legible('\u202E'.repeat(20));
    for (let most = 40; most < 60; most += 1)
      expect(shorten(text, within(most))).toMatch(/^(?:\\u202E)+ \[… \d+ more characters\]$/);
  });

  it('keeps to the limit, and splits no pair, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
        fc.integer({ min: 40, max: 100 }),
        (text, most) => {
          const short = shorten(text, within(most));
          expect(short.length).toBeLessThanOrEqual(most);
          expect(short.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});
