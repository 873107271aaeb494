import { expect, test } from 'vitest';
import { seenNames } from '../../../functions/sweep/seen-names.ts';

const name = (n: number) => `//run.googleapis.com/projects/p-${n % 5000}/locations/l/jobs/j-${n}`;

test('every name that was added is known, and of a hundred thousand others hardly one', () => {
  const seen = seenNames('17');
  for (let n = 0; n < 100_000; n += 1) seen.add(name(n));
  const known = (from: number) =>
    Array.from({ length: 100_000 }, (_, n) => seen.has(name(from + n))).filter(Boolean).length;
  expect(known(0)).toBe(100_000);
  expect(known(100_000)).toBeLessThan(10);
});

test('nothing is known at the beginning, whatever another sweep has seen', () => {
  const other = seenNames('17');
  other.add(name(1));
  expect(other.has(name(1))).toBe(true);
  expect(seenNames('17').has(name(1))).toBe(false);
});
