import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import { ledgerContract } from './contract.ts';

ledgerContract('the embedded ledger', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bailiff-ledger-'));
  const path = join(folder, 'ledger.db');
  const opened: Ledger[] = [];
  const another = async (): Promise<Ledger> => {
    const ledger = openSqliteLedger(path);
    opened.push(ledger);
    return ledger;
  };
  return {
    ledger: await another(),
    another,
    close: async () => {
      for (const ledger of opened) await ledger.close();
      await rm(folder, { recursive: true });
    },
  };
});
