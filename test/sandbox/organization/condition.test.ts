import { describe, expect, it } from 'vitest';
import { conditionHolds, isCondition } from '../../../sandbox/organization/condition.ts';

const CONTEXT = {
  resource: {
    name: '//iam.googleapis.com/projects/payments-prod/serviceAccounts/1',
    service: 'iam.googleapis.com',
    type: 'iam.googleapis.com/ServiceAccount',
  },
  time: new Date('2026-11-22T08:00:00Z'),
};

describe('a condition', () => {
  it.each([
    ['request.time < timestamp("2027-01-01T00:00:00Z")', true],
    ['request.time < timestamp("2026-01-01T00:00:00Z")', false],
    ['resource.type == "iam.googleapis.com/ServiceAccount"', true],
    ['resource.name.startsWith("//iam.googleapis.com/projects/data-dev/")', false],
    ['resource.service == "iam.googleapis.com" && request.time.getFullYear() == 2026', true],
    ['request.auth.access_levels.exists(x, x == "y")', undefined],
    ['resource.matchTag("1/env", "prod")', undefined],
    ['"yes"', undefined],
    ['request.time <', undefined],
  ])('%s is %s', (expression, answer) => {
    expect(conditionHolds(expression, CONTEXT)).toBe(answer);
  });

  it('on a time that is not known is neither true nor false', () => {
    const expression = 'request.time < timestamp("2027-01-01T00:00:00Z")';
    expect(conditionHolds(expression, { ...CONTEXT, time: undefined })).toBe(undefined);
    expect(conditionHolds('true', { ...CONTEXT, time: undefined })).toBe(true);
  });

  it.each([
    ['true', true],
    ['resource.matchTag("1/env", "prod")', true],
    ['request.time <', false],
    ['', false],
  ])('%j compiles: %s', (expression, answer) => {
    expect(isCondition(expression)).toBe(answer);
  });
});
