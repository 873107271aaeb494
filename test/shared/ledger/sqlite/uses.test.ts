import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FullResourceName } from '../../../../shared/domain/resource.ts';
import type { UseFilter } from '../../../../shared/ledger/ledger.ts';
import { usesQuery } from '../../../../shared/ledger/sqlite/uses.ts';
import { openSqliteLedger } from '../../../../shared/ledger/sqlite.ts';
import { accountUse } from '../../../fixtures/account-use.ts';
import { reading } from './reading.ts';

const NIGHTLY =
  '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly' as FullResourceName;
const after = Buffer.from(NIGHTLY).toString('base64url');

describe('usesQuery', () => {
  it.for<[UseFilter, string[]]>([
    [{ after }, ['SEARCH uses USING PRIMARY KEY (resource>?)']],
    ...[{ account: '104000000000000000001' }, { place: 'folders/200000000001', after }].map(
      (filter): [UseFilter, string[]] => [
        filter,
        [
          'SEARCH k USING PRIMARY KEY (key=? AND resource>?)',
          'SEARCH u USING PRIMARY KEY (resource=?)',
        ],
      ],
    ),
  ])('takes its rows in order from a key for %o', ([filter, reads]) => {
    expect(reading(usesQuery(filter, 101))).toEqual({ reads, sorts: false });
  });
});

it('keeps no key of a use that was forgotten, which every later page would read over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bailiff-uses-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'ledger.db');
  const ledger = openSqliteLedger(path);
  await ledger.rememberUse(accountUse({ job: 'nightly' }));
  await ledger.rememberUse(accountUse({ job: 'hourly', places: [] }));
  await ledger.forgetUse(NIGHTLY);
  await ledger.close();
  const db = new DatabaseSync(path);
  const keys = db.prepare('SELECT key FROM use_keys').all();
  db.close();
  expect(keys.map(({ key }) => key)).toEqual([
    '104000000000000000001',
    'batch-runtime@identity-prod.iam.gserviceaccount.com',
  ]);
});
