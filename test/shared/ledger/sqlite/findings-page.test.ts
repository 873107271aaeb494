import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { FINDING_STATES } from '../../../../shared/domain/finding.ts';
import type { FullResourceName } from '../../../../shared/domain/resource.ts';
import type { FindingFilter } from '../../../../shared/ledger/sighting.ts';
import { findingsQuery } from '../../../../shared/ledger/sqlite/findings-page.ts';
import { prepareSchema } from '../../../../shared/ledger/sqlite/schema.ts';

const resource =
  '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly' as FullResourceName;
const after = Buffer.from('2026-03-01T10:00:00.000000000Z an-id').toString('base64url');

describe('findingsQuery', () => {
  it.for<[string, FindingFilter]>([
    ['findings_place', {}],
    ['findings_place', { after }],
    ['findings_state', { states: ['open'], after }],
    ['findings_state', { states: FINDING_STATES }],
    ['findings_resource', { resource, after }],
    ['findings_resource_state', { resource, states: ['open'], after }],
    ['findings_resource_state', { resource, states: ['open', 'held', 'failed'] }],
  ])('takes its rows in order from the index %s for %o', ([index, filter]) => {
    const db = new DatabaseSync(':memory:');
    prepareSchema(db, ':memory:');
    const query = findingsQuery(filter, 101);
    if (query === undefined) throw new Error('There is a query for each of these.');
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${query.sql}`).all(...query.values);
    db.close();
    const lines = plan.map((line) => String(line['detail']));
    const reading = lines.filter((line) => /^(?:SEARCH|SCAN)\b/.test(line));
    expect(reading.length).toBe(filter.states?.length ?? 1);
    for (const line of reading)
      expect(line).toMatch(new RegExp(`^SEARCH findings USING INDEX ${index} \\(`));
    expect(lines.join('\n')).not.toMatch(/TEMP B-TREE/);
  });
});
