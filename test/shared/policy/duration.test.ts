import { expect, it } from 'vitest';
import { durationSeconds } from '../../../shared/policy/duration.ts';

it.each([
  ['0s', 0],
  ['90s', 90],
  ['30m', 1800],
  ['24h', 86_400],
  ['7d', 604_800],
])('reads %s as %i seconds', (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds);
});

it.each(['', '24', 'h', '-1h', '1.5h', '1h30m', '24 h', '1w', '9999999s'])(
  'reads %j as no duration',
  (text) => {
    expect(durationSeconds(text)).toBeUndefined();
  },
);
