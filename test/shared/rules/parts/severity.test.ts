import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../shared/domain/finding.ts';
import type { Severity } from '../../../../shared/domain/severity.ts';
import { severityOf, worst } from '../../../../shared/rules/parts/severity.ts';
import { someFinding } from '../../../fixtures/finding.ts';

const { evidence } = someFinding();
const holding = (roles: readonly string[] | undefined) =>
  ({ evidence: { ...evidence, roles } }) as Partial<Finding>;

describe('how bad a finding is', () => {
  it.for<[string, Partial<Finding>, Severity]>([
    ['a default account with a basic role', holding(['roles/editor']), 'high'],
    ['one whose roles nobody knows', holding(undefined), 'high'],
    ['one with little', holding(['roles/logging.logWriter']), 'medium'],
    ['a denied deploy', { attempted: true }, 'low'],
  ])('follows what the job can do: %s', ([, changes, severity]) => {
    expect(severityOf(someFinding(changes))).toBe(severity);
  });

  it('is that of the worst of several', () => {
    expect(worst(['medium', 'high', 'low'])).toBe('high');
    expect(worst([])).toBe('low');
  });
});
