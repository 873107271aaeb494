import { describe, expect, it } from 'vitest';
import { denialHolds } from '../../../sandbox/organization/deny-condition.ts';

describe('a denial condition', () => {
  it.each([
    [`resource.matchTag('100000000001/env', 'prod')`, false],
    [`!resource.matchTag('100000000001/env', "prod")`, true],
    [`resource.matchTagId('tagKeys/1', 'tagValues/2')`, false],
    [`!resource.hasTagKey('100000000001/env') && !resource.hasTagKeyId('tagKeys/1')`, true],
    [`(resource.hasTagKey('a/b') || !resource.hasTagKey('request.time'))`, true],
  ])('%s: %s, since nothing here has a tag', (expression, holds) => {
    expect(denialHolds(expression)).toBe(holds);
  });

  it.each([
    'true',
    `request.time < timestamp('2027-01-01T00:00:00Z')`,
    `resource.name == 'x'`,
    `resource.matchTag('a/b', 'c') == true`,
    `resource.matchTag('a/b')`,
    `resource.matchTag(a, b)`,
    `resource.matchTag('a/b', 'c') &&`,
    `resource.matchTag('a/b', 'c') # !`,
    `api.getAttribute('x', []) || resource.hasTagKey('a/b')`,
    '',
  ])('cannot be %s', (expression) => {
    expect(denialHolds(expression)).toBeUndefined();
  });
});
