import type { firestore_v1 } from 'googleapis/build/src/apis/firestore/v1.js';
import type { Collection, Collections } from './collections.ts';
import { toValue, type Value } from './value.ts';

type FieldOf<K extends Collection> = keyof Collections[K] & string;

/**
 * Documents of one collection straight out of an index, in its order, so that none is read that is not answered.
 * indexes.ts holds the indexes.
 */
export interface List<K extends Collection> {
  readonly where?: readonly (readonly [
    field: FieldOf<K>,
    op: 'EQUAL' | 'IN' | 'ARRAY_CONTAINS' | 'LESS_THAN' | 'GREATER_THAN',
    value: Value,
  ])[];
  readonly orderBy?: readonly (readonly [
    field: FieldOf<K>,
    direction: 'ASCENDING' | 'DESCENDING',
  ])[];
  readonly limit?: number;
}

/** https://cloud.google.com/firestore/docs/reference/rest/v1/StructuredQuery */
export function toQuery<K extends Collection>(
  collection: K,
  { where = [], orderBy = [], limit }: List<K>,
): firestore_v1.Schema$StructuredQuery {
  const filters = where.map(([fieldPath, op, value]) => ({
    fieldFilter: { field: { fieldPath }, op, value: toValue(value) },
  }));
  return {
    from: [{ collectionId: collection }],
    ...(filters.length === 0 ? {} : { where: { compositeFilter: { op: 'AND', filters } } }),
    orderBy: orderBy.map(([fieldPath, direction]) => ({ field: { fieldPath }, direction })),
    ...(limit === undefined ? {} : { limit }),
  };
}
