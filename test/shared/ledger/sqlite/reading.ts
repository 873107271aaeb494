import { DatabaseSync } from 'node:sqlite';
import { prepareSchema } from '../../../../shared/ledger/sqlite/schema.ts';

interface Query {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** How SQLite runs the query on a ledger: each line that reads a table or an index, and whether it sorts. */
export function reading({ sql, values }: Query): { reads: readonly string[]; sorts: boolean } {
  const db = new DatabaseSync(':memory:');
  prepareSchema(db, ':memory:');
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
  db.close();
  const lines = plan.map((line) => String(line['detail']));
  return {
    reads: lines.filter((line) => /^(?:SEARCH|SCAN)\b/.test(line)),
    sorts: lines.some((line) => line.includes('TEMP B-TREE')),
  };
}
