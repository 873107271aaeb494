import { describe, expect, it } from 'vitest';
import { NoCredentials } from '../../../../shared/http/credentials.ts';
import { Unanswered } from '../../../../shared/http/unanswered.ts';
import {
  answered,
  FirestoreFailure,
  inWords,
  OVERTAKEN,
  toFailure,
} from '../../../../shared/ledger/firestore/failure.ts';
import { LedgerUnusable } from '../../../../shared/ledger/ledger-unusable.ts';

const DATABASE = { projectId: 'bailiff-prod', databaseId: 'bailiff', emulator: undefined };
const ERROR = { error: { code: 400, status: 'FAILED_PRECONDITION', message: 'needs an index' } };

describe('what Firestore answers', () => {
  it.for<[string, number, string, [status: string, message: string]]>([
    ['an error', 400, JSON.stringify(ERROR), ['FAILED_PRECONDITION', 'needs an index']],
    ['one in a stream', 400, JSON.stringify([ERROR]), ['FAILED_PRECONDITION', 'needs an index']],
    ["a proxy's page", 502, '<html>', ['UNAVAILABLE', 'HTTP 502']],
    ["a proxy's page in place of the answer", 200, '<html>', ['UNAVAILABLE', 'HTTP 200']],
    ['one without a name', 403, '{}', ['PERMISSION_DENIED', 'HTTP 403']],
  ])('is told as Google names it: %s', ([, status, text, [name, message]]) => {
    const reading = () => answered({ status, text, header: () => undefined });
    expect(reading).toThrow(FirestoreFailure);
    expect(reading).toThrow(expect.objectContaining({ status: name, message }));
  });

  it('is its JSON when it is good', () => {
    expect(answered({ status: 200, text: '[{"found":{}}]', header: () => undefined })).toEqual([
      { found: {} },
    ]);
  });
});

describe('what keeps a call from being answered', () => {
  it.for<[string, unknown, [status: string, message: string]]>([
    ['a closed port', new Unanswered('unreached', 'ECONNREFUSED'), ['UNAVAILABLE', 'ECONNREFUSED']],
    ['no answer', new Unanswered('late'), ['DEADLINE_EXCEEDED', 'no answer in time']],
    ['missing credentials', new NoCredentials('None', 'log in.'), ['UNAUTHENTICATED', 'None']],
  ])('is told as Google names it: %s', ([, thrown, [status, message]]) => {
    const failure = toFailure(thrown);
    expect(failure).toBeInstanceOf(FirestoreFailure);
    expect(failure).toMatchObject({ status, message });
  });

  it('stays what it is when it is no call that failed', () => {
    const error = new TypeError('x is not a function');
    expect(toFailure(error)).toBe(error);
  });
});

describe('a failure in words', () => {
  it.for([
    [
      'UNAVAILABLE',
      "cannot be reached (no); look at https://status.cloud.google.com, and whether the caller has a way to Google's APIs.",
    ],
    [
      'UNAUTHENTICATED',
      'takes nobody without credentials (no); run where Google Cloud provides them, or log in with gcloud auth application-default login.',
    ],
    [
      'PERMISSION_DENIED',
      'refuses its caller (no); grant it roles/datastore.user on bailiff-prod, and enable firestore.googleapis.com there.',
    ],
    ['NOT_FOUND', 'is not there (no); make the database with terraform apply, or name another.'],
    [
      'FAILED_PRECONDITION',
      'lacks an index, or is in Datastore mode (no); run terraform apply, and wait until the indexes are built.',
    ],
    [
      'RESOURCE_EXHAUSTED',
      'is over a quota (no); look at the quotas of Firestore in bailiff-prod.',
    ],
    [
      OVERTAKEN,
      'is written by too many at once for this change to come through; the next delivery tries again.',
    ],
    [
      'INVALID_ARGUMENT',
      'refuses what it was asked (INVALID_ARGUMENT: no); that is an error of Bailiff, please report it.',
    ],
  ])('names the ledger and the remedy: %s', ([status = '', words]) => {
    const error = inWords(DATABASE, new FirestoreFailure(status, 'no'));
    expect(error).toBeInstanceOf(LedgerUnusable);
    expect(error).toMatchObject({
      message: `The ledger firestore:bailiff in bailiff-prod ${words}`,
    });
  });

  it('stays what it is when Firestore is not to blame', () => {
    const error = new RangeError('no such limit');
    expect(inWords(DATABASE, error)).toBe(error);
  });
});
