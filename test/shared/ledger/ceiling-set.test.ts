import { expect, test } from 'vitest';
import type { Ceiling } from '../../../shared/domain/ceiling.ts';
import { ceilingSet } from '../../../shared/ledger/ceiling-set.ts';

test('a ceiling keeps its newest hundred changes, numbered from the first', () => {
  const by = 'user:admin@example.com';
  let ceiling: Ceiling | undefined;
  for (let n = 0; n < 51; n += 1)
    for (const mode of ['ticket', 'remediate'] as const)
      ceiling = ceilingSet(ceiling, { mode, by, at: '2026-03-01T10:00:00Z', why: 'A drill.' });
  expect(ceiling).toMatchObject({ number: 102, mode: 'remediate' });
  expect(ceiling?.history).toHaveLength(100);
  expect(ceiling?.history[0]?.number).toBe(3);
});
