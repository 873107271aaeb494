import { expect, test } from 'vitest';
import { printable } from '../../../../functions/evaluate/sources/printable.ts';

test.each([
  ['gcloud/528.0.0 (Linux)', 'gcloud/528.0.0 (Linux)'],
  ['one\r\ntwo\u2028three', 'onetwothree'],
  ['\u001b[31mred\u202egnp', '[31mredgnp'],
  ['cut at the limit, here', 'cut at the limit, here'],
  ['Zürich 日本', 'Zürich 日本'],
])('%j is kept on one line', (text, kept) => {
  expect(printable(text, 22)).toBe(kept);
});

test('a longer text is cut, never in the middle of a character', () => {
  expect(printable('abcdef', 4)).toBe('abcd');
  expect(printable('abc😀', 4)).toBe('abc');
  expect(printable('abc😀', 5)).toBe('abc😀');
});
