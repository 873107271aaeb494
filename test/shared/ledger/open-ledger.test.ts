import { expect, it } from 'vitest';
import { LedgerUnusable } from '../../../shared/ledger/ledger-unusable.ts';
import { openLedger } from '../../../shared/ledger/open-ledger.ts';
import { freePort } from '../../free-port.ts';

it('opens an embedded ledger by its path', async () => {
  const ledger = await openLedger(':memory:', {
    projectId: 'bailiff-prod',
    firestoreEmulator: undefined,
  });
  await ledger.count('ignored.no-resource');
  expect(await ledger.counts()).toEqual({ 'ignored.no-resource': 1 });
  await ledger.close();
});

it('opens the Firestore database of the project, on the emulator that is named', async () => {
  const firestoreEmulator = `127.0.0.1:${await freePort()}`;
  const ledger = await openLedger('firestore:bailiff', {
    projectId: 'bailiff-prod',
    firestoreEmulator,
  });
  await expect(ledger.finding('none')).rejects.toThrow(
    `The ledger firestore:bailiff in bailiff-prod cannot be reached (ECONNREFUSED); start the Firestore emulator at ${firestoreEmulator}, which FIRESTORE_EMULATOR_HOST names.`,
  );
  await ledger.close();
  await expect(ledger.finding('none')).rejects.toThrow(
    'The ledger firestore:bailiff in bailiff-prod was closed; open it again.',
  );
});

it('refuses a database that cannot be', async () => {
  const opening = openLedger('firestore:', {
    projectId: 'bailiff-prod',
    firestoreEmulator: undefined,
  });
  await expect(opening).rejects.toThrow(LedgerUnusable);
  await expect(opening).rejects.toThrow(
    'The ledger firestore: names no Firestore database; name one as firestore:bailiff, or a file.',
  );
});
