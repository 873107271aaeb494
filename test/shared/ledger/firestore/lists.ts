import type { firestore_v1 } from 'googleapis/build/src/apis/firestore/v1.js';
import { describe, expect, it } from 'vitest';
import type { FullResourceName } from '../../../../shared/domain/resource.ts';
import { COMPOSITE_INDEXES } from '../../../../shared/ledger/firestore/indexes.ts';
import { openFirestoreLedger } from '../../../../shared/ledger/firestore.ts';
import type { Ledger, UseFilter } from '../../../../shared/ledger/ledger.ts';
import { ticketCursor } from '../../../../shared/ledger/told.ts';
import type { Passed } from './gateway.ts';
import { type OnEmulator, PROJECT } from './on-emulator.ts';

const JOB =
  '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly' as FullResourceName;
const FINDING = Buffer.from('2026-03-01T10:00:00.000000000Z an-id').toString('base64url');
const USE = Buffer.from(JOB).toString('base64url');
const ACCOUNT = 'batch-runtime@identity-prod.iam.gserviceaccount.com';

/** The composite indexes that Terraform makes, as `COLLECTION: FIELD, FIELD`. */
const DECLARED = [
  'findings: resource, place desc',
  'findings: resource, state, place desc',
  'findings: state, place desc',
  'findings: ticket, place desc',
  'findings: ticket, state, place desc',
  'remediations: resource, started desc, decision',
  'remediations: targets contains, started desc, decision',
  'uses: keys contains, name',
  'wakes: line, place desc',
];

export function listTests(at: OnEmulator): void {
  describe('the indexes', () => {
    it('are those that the lists need, and no more', async () => {
      const { ledger, passed } = opened(at);
      await listAll(ledger);
      expect(indexesFor(passed())).toEqual(DECLARED);
      expect(COMPOSITE_INDEXES.map(named).sort()).toEqual(DECLARED);
    });

    it('are read no further than the page, or the newest 100 remediations', async () => {
      const { ledger, bounds } = opened(at);
      await ledger.findings({});
      await ledger.findings({ limit: 7 });
      await ledger.uses({ limit: 500 });
      await ledger.remediationsOf(JOB);
      await ledger.remediationsOn(ACCOUNT);
      await ledger.tickets();
      await ledger.tickets({ limit: 7, after: ticketCursor({ id: 'BAILIFF-1' }) });
      await ledger.alerts();
      await ledger.alerts({ limit: 500, after: FINDING });
      await ledger.due('2026-03-01T10:00:00Z', 7);
      await ledger.lastIn('organization');
      expect(bounds()).toEqual([101, 8, 501, 100, 100, 100, 7, 100, 500, 7, 1]);
    });

    it('serve every list that the other tests asked for', () => {
      const astray = indexesFor(at.gateway().passed).filter((name) => !DECLARED.includes(name));
      expect(astray).toEqual([]);
    });
  });
}

/** A ledger, and what it asked for since. */
function opened(at: OnEmulator) {
  const gateway = at.gateway();
  const database = { projectId: PROJECT, databaseId: at.database() };
  const before = gateway.passed.length;
  const passed = () => gateway.passed.slice(before);
  const bounds = () => passed().map(({ body }) => JSON.parse(body).structuredQuery.limit);
  return { ledger: openFirestoreLedger({ ...database, emulator: gateway.host }), passed, bounds };
}

/** Asks for every list that there is, by every kind of filter. */
async function listAll(ledger: Ledger): Promise<void> {
  const states = [{}, { states: ['open'] }, { states: ['open', 'held', 'failed'] }] as const;
  const ofFindings = [{}, { resource: JOB }, { ticketKey: JOB }];
  const filters = states.flatMap((state) => ofFindings.map((of) => ({ ...state, ...of })));
  for (const filter of filters.flatMap((one) => [one, { ...one, after: FINDING }]))
    await ledger.findings(filter);
  const ofUses: UseFilter[] = [{}, { account: ACCOUNT }, { place: 'folders/200000000001' }];
  for (const filter of ofUses.flatMap((one) => [one, { ...one, after: USE }]))
    await ledger.uses(filter);
  await ledger.remediationsOf(JOB);
  await ledger.remediationsOn(ACCOUNT);
  await ledger.due('2026-03-01T10:00:00Z', 7);
  await ledger.lastIn('organization');
  await ledger.counts();
  for (const after of [undefined, ticketCursor({ id: 'BAILIFF-1' })])
    await ledger.tickets({ after });
  for (const after of [undefined, FINDING]) await ledger.alerts({ after });
}

/** Each composite index that a query among these needs, once. */
function indexesFor(passed: readonly Passed[]): readonly string[] {
  const queries = passed.filter(({ method }) => method === 'runQuery');
  expect(queries.length).toBeGreaterThan(0);
  const needed = queries.flatMap(({ body }) => indexFor(JSON.parse(body).structuredQuery));
  return [...new Set(needed)].sort();
}

/**
 * The composite index for a query of filters joined by AND: the fields that are compared for equality, then those
 * that it is ordered by. None for one field, which Firestore indexes by itself.
 * https://cloud.google.com/firestore/docs/query-data/index-overview
 */
function indexFor(query: firestore_v1.Schema$StructuredQuery): readonly string[] {
  const order = (query.orderBy ?? []).map(({ field, direction }) =>
    direction === 'DESCENDING' ? `${field?.fieldPath} desc` : `${field?.fieldPath}`,
  );
  const filters = (query.where?.compositeFilter?.filters ?? []).map(({ fieldFilter }) => ({
    field: fieldFilter?.field?.fieldPath ?? '',
    op: fieldFilter?.op ?? '',
  }));
  const ranges = filters.filter(({ op }) => !(op in EQUALITY));
  // A range is over what the list is ordered by first.
  for (const { field } of ranges) expect(order[0]?.replace(' desc', '')).toBe(field);
  const equal = filters.flatMap(({ field, op }) => (op in EQUALITY ? [field + EQUALITY[op]] : []));
  const fields = [...equal, ...order];
  return fields.length < 2 ? [] : [`${query.from?.[0]?.collectionId}: ${fields.join(', ')}`];
}

const EQUALITY: Readonly<Record<string, string>> = {
  EQUAL: '',
  IN: '',
  ARRAY_CONTAINS: ' contains',
};

function named({ collection, fields }: (typeof COMPOSITE_INDEXES)[number]): string {
  const words = fields.map((field) => {
    if ('arrayConfig' in field) return `${field.path} contains`;
    return field.order === 'DESCENDING' ? `${field.path} desc` : field.path;
  });
  return `${collection}: ${words.join(', ')}`;
}
