import { describe, expect, it } from 'vitest';
import { FINDING_STATES } from '../../../../shared/domain/finding.ts';
import type { FullResourceName } from '../../../../shared/domain/resource.ts';
import type { FindingFilter } from '../../../../shared/ledger/sighting.ts';
import { findingsQuery } from '../../../../shared/ledger/sqlite/findings-page.ts';
import { reading } from './reading.ts';

const resource =
  '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly' as FullResourceName;
const ticketKey = 'payments-prod~unknown~dev@example.com~attempt';
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
    ['findings_ticket', { ticketKey, after }],
    ['findings_ticket_state', { ticketKey, states: ['open', 'failed'], after }],
  ])('takes its rows in order from the index %s for %o', ([index, filter]) => {
    const query = findingsQuery(filter, 101);
    if (query === undefined) throw new Error('There is a query for each of these.');
    const { reads, sorts } = reading(query);
    expect(reads.length).toBe(filter.states?.length ?? 1);
    for (const line of reads)
      expect(line).toMatch(new RegExp(`^SEARCH findings USING INDEX ${index} \\(`));
    expect(sorts).toBe(false);
  });
});
