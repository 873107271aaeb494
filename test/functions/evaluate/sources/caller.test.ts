import { describe, expect, test } from 'vitest';
import { caller } from '../../../../functions/evaluate/sources/caller.ts';
import type { JobMethod } from '../../../../functions/evaluate/sources/methods.ts';
import { entryOf } from './raw-entry.ts';

const call: JobMethod = {
  kind: 'method',
  effect: 'change',
  name: 'google.cloud.run.v2.Jobs.UpdateJob',
  systemEvent: false,
};
const systemEvent: JobMethod = { ...call, name: '/Jobs.UpdateJob', systemEvent: true };
const by = (authenticationInfo: unknown) => caller(entryOf({ authenticationInfo }), call);

describe('the caller', () => {
  test('is the address', () => {
    expect(
      by({ principalEmail: 'Dev@Example.com', principalSubject: 'user:ci@example.com' }),
    ).toEqual({ kind: 'user', email: 'dev@example.com' });
  });

  test.each([[undefined], [''], ['redacted']])(
    'is the subject where the address is %j',
    (email) => {
      const subject = 'serviceAccount:reports@payments-prod.iam.gserviceaccount.com';
      expect(by({ principalEmail: email, principalSubject: subject })).toEqual({
        kind: 'service-account',
        email: 'reports@payments-prod.iam.gserviceaccount.com',
      });
    },
  );

  test('is unknown where the entry does not tell', () => {
    expect(by(undefined)).toEqual({ kind: 'unknown' });
    expect(by({ principalEmail: 7 })).toEqual({ kind: 'unknown' });
  });

  test('is unknown where the name is too long or holds control characters', () => {
    const subject = `principal://iam.googleapis.com/${'x'.repeat(600)}`;
    expect(by({ principalSubject: subject })).toEqual({ kind: 'unknown' });
    expect(by({ principalSubject: 'principal://iam.googleapis.com/a\nb' })).toEqual({
      kind: 'unknown',
    });
  });
});

describe('the last modifier in the answer', () => {
  test.each([
    [{ metadata: { annotations: { 'run.googleapis.com/lastModifier': 'dev@example.com' } } }],
    [{ metadata: { annotations: { 'serving.knative.dev/lastModifier': 'dev@example.com' } } }],
    [{ lastModifier: 'dev@example.com' }],
    [{ last_modifier: 'dev@example.com' }],
  ])('is the caller behind a system event, and of no other entry: %j', (response) => {
    expect(caller(entryOf({ response }), systemEvent)).toEqual({
      kind: 'user',
      email: 'dev@example.com',
    });
    expect(caller(entryOf({ response }), call)).toEqual({ kind: 'unknown' });
  });
});
