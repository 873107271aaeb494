import { expect, it } from 'vitest';
import { closest } from '../../../shared/policy/closest.ts';

const KEYS = ['mode', 'action', 'remediateExecuted', 'overrides', 'default-service-account'];

it.each([
  ['overides', 'overrides'],
  ['remediate_executed', 'remediateExecuted'],
  ['defaultServiceAccount', 'default-service-account'],
  ['defualt-service-account', 'default-service-account'],
  ['Mode', 'mode'],
  ['mod', 'mode'],
])('takes %s for %s', (word, meant) => {
  expect(closest(word, KEYS)).toBe(meant);
});

it.each(['colour', 'node-pool', '', 'm', 'x'.repeat(10_000)])('takes %s for nothing', (word) => {
  expect(closest(word, KEYS)).toBeUndefined();
});
