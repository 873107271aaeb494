import { describe, expect, it } from 'vitest';
import { instant, isBefore, secondsAfter } from '../../../shared/ledger/instant.ts';

describe('instant', () => {
  it.for([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000000000Z'],
    ['2026-03-01T10:00:00.5Z', '2026-03-01T10:00:00.500000000Z'],
    ['2026-03-01T10:00:00.123456789Z', '2026-03-01T10:00:00.123456789Z'],
    ['2026-03-01T10:00:00.1234567891Z', '2026-03-01T10:00:00.123456789Z'],
    ['2026-03-01T00:30:00.25+02:00', '2026-02-28T22:30:00.250000000Z'],
    ['2026-12-31t23:59:59z', '2026-12-31T23:59:59.000000000Z'],
  ])('reads %s as %s', ([at, expected]) => {
    expect(instant(at ?? '')).toBe(expected);
  });

  it.for([
    '',
    'yesterday',
    '2026-03-01',
    '2026-03-01T10:00:00',
    '2026-13-01T10:00:00Z',
    '2026-03-01T10:00:00Z; DROP TABLE findings',
  ])('refuses "%s"', (at) => {
    expect(() => instant(at)).toThrow(
      `"${at}" is no time that the ledger can compare; give it as RFC 3339.`,
    );
  });
});

describe('isBefore', () => {
  it('compares times, not texts', () => {
    expect(isBefore('2026-03-01T10:00:00Z', '2026-03-01T10:00:00.5Z')).toBe(true);
    expect(isBefore('2026-03-01T10:00:00.5Z', '2026-03-01T10:00:00Z')).toBe(false);
    expect(isBefore('2026-03-01T11:00:00+02:00', '2026-03-01T10:00:00Z')).toBe(true);
    expect(isBefore('2026-03-01T10:00:00.0Z', '2026-03-01T10:00:00Z')).toBe(false);
    expect(isBefore('2026-03-01T10:00:00.000000001Z', '2026-03-01T10:00:00.000000002Z')).toBe(true);
  });
});

describe('secondsAfter', () => {
  it('counts on and back', () => {
    expect(secondsAfter('2026-02-28T23:59:30.5Z', 60)).toBe('2026-03-01T00:00:30.500Z');
    expect(secondsAfter('2026-03-01T00:00:00+01:00', -3600)).toBe('2026-02-28T22:00:00.000Z');
  });
});
