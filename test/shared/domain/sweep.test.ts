import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isComplete, newSweep, type Sweep, withJudged } from '../../../shared/domain/sweep.ts';

const NEW = newSweep('17', '2026-03-01T10:00:00Z');
const dealtWith = (numbers: readonly number[], sweep: Sweep = NEW) =>
  numbers.reduce((now, number) => withJudged(now, number, []), sweep);

describe('the messages of a sweep that were dealt with', () => {
  it.each<[readonly number[], Sweep['judged']]>([
    [[], []],
    [[0], [[0, 0]]],
    [[4, 4], [[4, 4]]],
    [
      [0, 2],
      [
        [0, 0],
        [2, 2],
      ],
    ],
    [[0, 2, 1], [[0, 2]]],
    [
      [9, 3, 8, 1, 2],
      [
        [1, 3],
        [8, 9],
      ],
    ],
  ])('%j are kept as %j', (numbers, ranges) => {
    expect(dealtWith(numbers).judged).toEqual(ranges);
  });

  it('stand in few ranges, whatever their order', () => {
    const numbers = fc.array(fc.nat({ max: 30 }), { maxLength: 40 });
    fc.assert(
      fc.property(numbers, (some) => {
        const { judged } = dealtWith(some);
        const held = judged.flatMap(([first, last]) =>
          Array.from({ length: last - first + 1 }, (_, n) => first + n),
        );
        expect(held).toEqual([...new Set(some)].sort((a, b) => a - b));
        for (const [n, [first]] of judged.entries())
          expect(first).toBeGreaterThan((judged[n - 1]?.[1] ?? -2) + 1);
      }),
    );
  });
});

describe('a sweep', () => {
  it.each<[string, Partial<Sweep>, boolean]>([
    ['that has just begun', {}, false],
    ['all of whose messages were dealt with', { judged: [[0, 2]] }, true],
    ['that still lists', { judged: [[0, 2]], stage: 'uses' }, false],
    ['whose last message waits', { judged: [[0, 1]] }, false],
    ['whose first message waits', { judged: [[1, 2]] }, false],
    [
      'one of whose messages waits',
      {
        judged: [
          [0, 0],
          [2, 2],
        ],
      },
      false,
    ],
  ])('%s: complete %s', (_, change, complete) => {
    const stage = Object.keys(change).length === 0 ? 'inventory' : 'listed';
    expect(isComplete({ ...NEW, batches: 3, stage, ...change })).toBe(complete);
  });

  it('names each project that could not be read once, and no more than 500', () => {
    const names = Array.from({ length: 600 }, (_, n) => `p-${String(n).padStart(3, '0')}`);
    const one = withJudged(withJudged(NEW, 0, ['p-001', 'p-000']), 1, ['p-001']);
    expect(one.unread).toEqual(['p-000', 'p-001']);
    const many = withJudged(one, 2, names);
    expect(many.unread).toHaveLength(500);
    expect(many.unread.at(-1)).toBe('p-499');
  });
});
