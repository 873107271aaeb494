import { expect, it } from 'vitest';
import { hashedId, readableId } from '../../../../shared/ledger/firestore/document-id.ts';

it.for([
  ['default-service-account~payments-prod~us-central1~nightly', undefined],
  [
    '//run.googleapis.com/projects/p/locations/l/jobs/j',
    '%2F%2Frun.googleapis.com%2Fprojects%2Fp%2Flocations%2Fl%2Fjobs%2Fj',
  ],
  ['denied|user:dev@example.com', 'denied%7Cuser%3Adev%40example.com'],
])('a name stays readable: %s', ([name = '', id]) => {
  expect(readableId(name)).toBe(id ?? name);
});

it.for(['', '.', '..', '__id1__', 'x'.repeat(1401), 'é'.repeat(300), '\ud800'])(
  'a name that Firestore does not take is hashed: %j',
  (name) => {
    expect(readableId(name)).toMatch(/^sha256:[\w-]{43}$/);
  },
);

it('gives different names different ids, also those that are no Unicode text', () => {
  const names = ['\ud800', '\ud801', '\ufffd', 'sha256:x', 'sha256%3Ax', 'a/b', 'a%2Fb'];
  expect(new Set(names.map(readableId)).size).toBe(7);
});

it('keeps the parts of a hash apart', () => {
  const ids = [hashedId('a', 'bc'), hashedId('ab', 'c'), hashedId('abc'), hashedId('a', 'b', 'c')];
  expect(new Set(ids).size).toBe(4);
  expect(hashedId('a', 'bc')).toBe(ids[0]);
});
