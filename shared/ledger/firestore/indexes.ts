import type { Collection } from './collections.ts';

/** A field of a composite index: in order, or by each of the array's values. */
type IndexedField =
  | { readonly path: string; readonly order: 'ASCENDING' | 'DESCENDING' }
  | { readonly path: string; readonly arrayConfig: 'CONTAINS' };

interface CompositeIndex {
  readonly collection: Collection;
  readonly fields: readonly IndexedField[];
}

const equal = (path: string): IndexedField => ({ path, order: 'ASCENDING' });
const newestFirst = (path: string): IndexedField => ({ path, order: 'DESCENDING' });
const containing = (path: string): IndexedField => ({ path, arrayConfig: 'CONTAINS' });

/**
 * The composite indexes that the ledger's queries need: Firestore refuses a query that lacks its own, the emulator
 * does not. Terraform makes them. https://cloud.google.com/firestore/docs/query-data/index-overview
 */
export const COMPOSITE_INDEXES: readonly CompositeIndex[] = [
  { collection: 'findings', fields: [equal('state'), newestFirst('place')] },
  { collection: 'findings', fields: [equal('resource'), newestFirst('place')] },
  { collection: 'findings', fields: [equal('resource'), equal('state'), newestFirst('place')] },
  { collection: 'findings', fields: [equal('ticket'), newestFirst('place')] },
  { collection: 'findings', fields: [equal('ticket'), equal('state'), newestFirst('place')] },
  {
    collection: 'remediations',
    fields: [equal('resource'), newestFirst('started'), equal('decision')],
  },
  {
    collection: 'remediations',
    fields: [containing('targets'), newestFirst('started'), equal('decision')],
  },
  { collection: 'uses', fields: [containing('keys'), equal('name')] },
  { collection: 'wakes', fields: [equal('line'), newestFirst('place')] },
];

const DAY = 24 * 60 * 60;

/**
 * How many seconds behind its last write a document is kept; those of other collections stay. The time to live is in
 * the field `expires`, and Firestore deletes within a day of it. https://cloud.google.com/firestore/docs/ttl
 *
 * Events outlive every redelivery: Pub/Sub keeps a message for 31 days, and as long again in a dead-letter topic.
 * Limits outlive every window they are counted in, the longest of which is a day. A wake is written again each time
 * that it comes due and nobody deals with it, and none is due later than a week from when it was made.
 */
export const KEPT_SECONDS: { readonly [K in Collection]?: number } = {
  events: 90 * DAY,
  occurrences: 90 * DAY,
  budgets: 30 * DAY,
  admissions: 30 * DAY,
  sweeps: 90 * DAY,
  wakes: 90 * DAY,
};

/**
 * Fields that nothing is searched by, so that Firestore need not index them: it otherwise indexes every field, which
 * costs a write each, and is slow for times that all writers count up together.
 * https://cloud.google.com/firestore/docs/query-data/index-overview#automatic_indexing
 */
export const UNINDEXED: { readonly [K in Collection]?: readonly string[] } = {
  events: ['body', 'expires'],
  counters: ['name', 'n'],
  findings: ['body'],
  occurrences: ['expires'],
  remediations: ['owner', 'leaseUntil', 'body'],
  locks: ['decision'],
  budgets: ['body', 'ceiling', 'expires'],
  ceilings: ['body'],
  admissions: ['body', 'expires'],
  uses: ['body'],
  accounts: ['body'],
  sweeps: ['body', 'expires'],
  notices: ['body'],
  tickets: ['body'],
  sequences: ['n'],
  alerts: ['body'],
  wakes: ['body', 'expires'],
};
