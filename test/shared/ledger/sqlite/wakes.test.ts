import { describe, expect, it } from 'vitest';
import { DUE, LAST_IN, WAITING_IN } from '../../../../shared/ledger/sqlite/wakes.ts';
import { reading } from './reading.ts';

describe('the lists of wakes', () => {
  it.for([
    {
      sql: DUE,
      values: ['2026-03-01', 10],
      reads: ['SEARCH wakes USING INDEX wakes_place (place<?)'],
    },
    {
      sql: LAST_IN,
      values: ['organization'],
      reads: ['SEARCH wakes USING INDEX wakes_line (line=?)'],
    },
    {
      sql: WAITING_IN,
      values: ['organization', '2026-03-01', 10],
      reads: ['SEARCH wakes USING INDEX wakes_line (line=? AND place<?)'],
    },
  ])('come in order from an index: $reads', ({ sql, values, reads }) => {
    expect(reading({ sql, values })).toEqual({ reads, sorts: false });
  });
});
