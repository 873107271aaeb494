import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { openFirestoreLedger } from '../../../shared/ledger/firestore.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { missing, needs } from '../../requirements.ts';
import { ledgerContract } from './contract.ts';
import { keptTests } from './firestore/kept.ts';
import { listTests } from './firestore/lists.ts';
import { mishapTests } from './firestore/mishaps.ts';
import { onEmulator, PROJECT } from './firestore/on-emulator.ts';
import { processTests } from './firestore/processes.ts';

// One file, since each start of the emulator takes seconds and hundreds of megabytes.
describe('on the Firestore emulator', () => {
  const at = onEmulator();

  beforeEach(needs('emulators'));
  beforeAll(async () => {
    if (missing('emulators') === undefined) await at.start();
  }, 90_000);
  afterAll(() => at.stop());

  ledgerContract('the Firestore ledger', async () => {
    const database = { projectId: PROJECT, databaseId: at.database() };
    const opened: Ledger[] = [];
    const another = async (): Promise<Ledger> => {
      const ledger = openFirestoreLedger({ ...database, emulator: at.gateway().host });
      opened.push(ledger);
      return ledger;
    };
    return {
      ledger: await another(),
      another,
      close: async () => {
        for (const ledger of opened) await ledger.close();
      },
    };
  });
  keptTests(at);
  mishapTests(at);
  processTests(at);
  listTests(at);
});
