import { expect, it } from 'vitest';
import { oneLine } from '../../../shared/domain/one-line.ts';

it.each([
  ['a\r\nb', 'a  b'],
  ['a\u2028b\u0085c\td', 'a b c d'],
  ['\u202Egnp.exe', '\uFFFDgnp.exe'],
  ['a\u200Bb\u0000', 'a\uFFFDb\uFFFD'],
  ['\uD800x', '\uFFFDx'],
  ['раyments 😀', 'раyments 😀'],
])('has %j on one line, with nothing unseen in it', (text, shown) => {
  expect(oneLine(text)).toBe(shown);
});
