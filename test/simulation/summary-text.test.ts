import { expect, it } from 'vitest';
import { summaryText } from '../../simulation/summary-text.ts';

const failed = {
  seed: 4711,
  broken: ['BROKEN Never 3: no binding lost: It took away roles/viewer for user:dev@example.com.'],
  faults: {},
  steps: 500,
  writes: 2,
  digest: 'd',
  trace: Array.from({ length: 50 }, (_, line) => `line ${line}`),
};

it('says what went wrong, what was checked, and how to see a failure again', () => {
  const summary = {
    ...{ runs: 20, steps: 9000, writes: 31 },
    faults: { 'stale read': 7, 'answered 409': 12 },
    failures: [failed],
  };
  const lines = summaryText(summary, ['Never 3: no binding lost'], 12.34).split('\n');
  expect(lines.slice(0, 10)).toEqual([
    '20 runs in 12.3 s: 9000 steps, 31 writes by Bailiff.',
    'Faults:',
    '        12  answered 409',
    '         7  stale read',
    'Checked in every run:',
    '  Never 3: no binding lost',
    '1 runs broke something.',
    '',
    'Seed 4711: npm run simulate -- --runs 1 --seed 4711 --trace',
    '  BROKEN Never 3: no binding lost: It took away roles/viewer for user:dev@example.com.',
  ]);
  expect(lines[10]).toBe('    line 10');
  expect(lines.at(-1)).toBe('    line 49');
});
