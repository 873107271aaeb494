import { describe, expect, it } from 'vitest';
import { lower, reaches } from '../../../shared/domain/mode.ts';

describe('modes', () => {
  it.each([
    ['observe', 'remediate', 'observe'],
    ['approve', 'ticket', 'ticket'],
    ['approve', 'remediate', 'approve'],
    ['ticket', 'ticket', 'ticket'],
  ] as const)('of %s and %s the lower is %s', (a, b, lowest) => {
    expect(lower(a, b)).toBe(lowest);
    expect(lower(b, a)).toBe(lowest);
  });

  it('reach themselves and what is below them', () => {
    expect(reaches('approve', 'approve')).toBe(true);
    expect(reaches('remediate', 'observe')).toBe(true);
    expect(reaches('ticket', 'approve')).toBe(false);
    expect(reaches('observe', 'ticket')).toBe(false);
  });
});
