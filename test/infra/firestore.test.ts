import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  COMPOSITE_INDEXES,
  KEPT_SECONDS,
  UNINDEXED,
} from '../../shared/ledger/firestore/indexes.ts';
import { localOf, readConfiguration } from './configuration.ts';

const Indexes = z.record(
  z.string(),
  z.object({
    collection: z.string(),
    fields: z.array(
      z.object({
        path: z.string(),
        order: z.string().optional(),
        array_config: z.string().optional(),
      }),
    ),
  }),
);
const Fields = z.record(z.string(), z.array(z.string()));

const configuration = await readConfiguration('infra');
const fields = Fields.parse(localOf(configuration, 'firestore_unindexed_fields'));

describe("the ledger's database", () => {
  it('has the composite indexes that the queries need, and no others', () => {
    const deployed = Object.values(Indexes.parse(localOf(configuration, 'firestore_indexes'))).map(
      (index) =>
        [
          index.collection,
          ...index.fields.map(
            ({ path, order, array_config }) => `${path} ${order ?? array_config}`,
          ),
        ].join(', '),
    );
    const needed = COMPOSITE_INDEXES.map((index) =>
      [
        index.collection,
        ...index.fields.map((field) =>
          'order' in field ? `${field.path} ${field.order}` : `${field.path} ${field.arrayConfig}`,
        ),
      ].join(', '),
    );
    expect(deployed.sort()).toEqual(needed.sort());
  });

  it('indexes no field by itself that nothing is searched by', () => {
    expect(fields).toEqual(UNINDEXED);
  });

  it('lets those collections expire of which the ledger says how long they are kept', () => {
    const expiring = Object.entries(fields).filter(([, names]) => names.includes('expires'));
    expect(expiring.map(([collection]) => collection).sort()).toEqual(
      Object.keys(KEPT_SECONDS).sort(),
    );
  });
});
