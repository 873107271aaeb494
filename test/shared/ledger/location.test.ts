import { expect, it } from 'vitest';
import { parseLocation } from '../../../shared/ledger/location.ts';

it.for([
  ['ledger.db', { kind: 'sqlite', path: 'ledger.db' }],
  [':memory:', { kind: 'sqlite', path: ':memory:' }],
  ['data/firestore:bailiff', { kind: 'sqlite', path: 'data/firestore:bailiff' }],
  ['firestore:bailiff', { kind: 'firestore', databaseId: 'bailiff' }],
  ['firestore:(default)', { kind: 'firestore', databaseId: '(default)' }],
  ['firestore:', undefined],
  ['firestore:abc', undefined],
  ['firestore:Bailiff', undefined],
  ['firestore:1bailiff', undefined],
  ['firestore:bailiff-', undefined],
  ['firestore:bailiff/documents', undefined],
  [`firestore:a${'b'.repeat(63)}`, undefined],
] as const)('reads %s', ([text, location]) => {
  expect(parseLocation(text)).toEqual(location);
});
