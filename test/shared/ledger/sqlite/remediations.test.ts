import { expect, it } from 'vitest';
import { OF_RESOURCE, ON_TARGET } from '../../../../shared/ledger/sqlite/remediations.ts';
import { openSqliteLedger } from '../../../../shared/ledger/sqlite.ts';
import { claimRequest } from '../../../fixtures/claim-request.ts';
import { reading } from './reading.ts';

it('reads of the remediations on one target only those that it answers, each by its key', () => {
  const { reads } = reading({ sql: ON_TARGET, values: ['projects/identity-prod'] });
  expect(reads).toEqual([
    'SEARCH r USING INDEX sqlite_autoindex_remediations_1 (decision=?)',
    'SEARCH targets USING PRIMARY KEY (target=?)',
    'SEARCH s USING PRIMARY KEY (decision=?) LEFT-JOIN',
  ]);
});

it('reads of the remediations of one resource the 100 that started last, out of their index', async () => {
  const { reads } = reading({ sql: OF_RESOURCE, values: ['projects/identity-prod'] });
  expect(reads).toEqual([
    'SEARCH r USING INDEX sqlite_autoindex_remediations_1 (decision=?)',
    'SEARCH remediations USING INDEX remediations_resource (resource=?)',
    'SEARCH s USING PRIMARY KEY (decision=?) LEFT-JOIN',
  ]);
  const ledger = openSqliteLedger(':memory:');
  const budget = { organization: 1000, project: 1000, windowSeconds: 3600 };
  for (let n = 1; n <= 101; n++) {
    const at = new Date(Date.UTC(2026, 2, 1, 10, 0, n)).toISOString();
    await ledger.claim(claimRequest({ decision: `decision-${n}`, at, budget }));
    const outcome = { kind: 'skipped', because: 'It was deleted.' } as const;
    await ledger.conclude(`decision-${n}`, 'one', outcome, at);
  }
  const found = await ledger.remediationsOf(claimRequest().resource);
  expect([found.length, found[0]?.decision, found.at(-1)?.decision]).toEqual([
    100,
    'decision-101',
    'decision-2',
  ]);
  await ledger.close();
});
