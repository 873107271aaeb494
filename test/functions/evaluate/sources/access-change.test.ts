import { expect, test } from 'vitest';
import { accessChange } from '../../../../functions/evaluate/sources/access-change.ts';
import { entryOf } from './raw-entry.ts';

const happening = { eventKey: 'log|1|a', at: '2026-05-04T06:00:00Z' };
const place = {
  kind: 'concerned',
  scope: { kind: 'place', name: 'projects/identity-prod' },
} as const;
const read = (audit: Record<string, unknown>) =>
  accessChange(
    entryOf({ methodName: 'SetIamPolicy', ...audit }),
    happening,
    'changed the policy of',
    () => place,
  );
const asked = (...granted: unknown[]) => ({
  authorizationInfo: granted.map((one) => ({
    permission: 'resourcemanager.projects.setIamPolicy',
    ...(one === undefined ? {} : { granted: one }),
  })),
});

test.each([
  ['without a status or permissions', {}],
  ['with an empty status', { status: {} }],
  ['whose permissions were held', asked(true, true)],
  ['one of whose permissions was held', asked(undefined, true)],
  ['that was answered, whatever was looked at besides', { ...asked(undefined), response: {} }],
])('a call %s went through', (_, audit) => {
  expect(read(audit)).toMatchObject({ kind: 'drift', drift: { scope: place.scope } });
});

test.each([
  ['was denied', { status: { code: 7 } }, 'SetIamPolicy was denied.'],
  ['failed', { status: { code: 10 } }, 'SetIamPolicy failed with status code 10.'],
  ['was denied without a status', asked(undefined, false), 'SetIamPolicy was denied.'],
])('a call that %s changed nothing', (_, audit, detail) => {
  expect(read(audit)).toEqual({ kind: 'ignored', reason: 'call-failed', detail });
});

test('a call that was only a trial changed nothing', () => {
  expect(read({ request: { validateOnly: true } })).toEqual({
    kind: 'ignored',
    reason: 'validate-only',
    detail: 'SetIamPolicy was asked to validate only.',
  });
});

test.each([
  ['nobody', {}, 'Somebody unknown'],
  ['a user', { principalEmail: 'Admin@example.com' }, 'admin@example.com'],
  [
    'an outsider by his subject',
    {
      principalSubject:
        'principal://iam.googleapis.com/locations/global/workforcePools/p/subject/s',
    },
    'principal://iam.googleapis.com/locations/global/workforcePools/p/subject/s',
  ],
])('what happened is a sentence that names %s', (_, authenticationInfo, who) => {
  expect(read({ authenticationInfo })).toMatchObject({
    drift: { what: `${who} changed the policy of projects/identity-prod (SetIamPolicy).` },
  });
});
