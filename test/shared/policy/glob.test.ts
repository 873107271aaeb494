import { expect, it } from 'vitest';
import { glob } from '../../../shared/policy/glob.ts';

it.each([
  ['nightly', 'nightly'],
  ['nightly', '*'],
  ['', '*'],
  ['', ''],
  ['nightly', 'night*'],
  ['nightly', '*ly'],
  ['nightly', 'n*t*y'],
  ['nightly', '**nightly**'],
  ['projects/p/locations/l/jobs/j', 'projects/*/jobs/j'],
  ['aba', 'a*a'],
  ['a.b', 'a.b'],
  ['abcabc', '*abc'],
])('matches %j with %j', (text, pattern) => {
  expect(glob(text, pattern)).toBe(true);
});

it.each([
  ['nightly', 'Nightly'],
  ['nightly', 'night'],
  ['nightly', ''],
  ['nightly', '*night'],
  ['nightly', 'ly*'],
  ['nightly', 'n*x*y'],
  ['a', 'a*a'],
  ['axb', 'a.b'],
  ['ab', 'ab*b'],
  ['abc', '*bc*c'],
])('does not match %j with %j', (text, pattern) => {
  expect(glob(text, pattern)).toBe(false);
});

it('takes no longer for hostile texts, where an expression would backtrack for ages', () => {
  const text = `${'a'.repeat(200_000)}!`;
  const began = performance.now();
  expect(glob(text, `${'*a'.repeat(400)}`)).toBe(false);
  expect(glob(text, `*${'a'.repeat(400)}b*`)).toBe(false);
  expect(glob(text, `${'a*'.repeat(400)}!`)).toBe(true);
  expect(performance.now() - began).toBeLessThan(1000);
});
