import { expect, test } from 'vitest';
import { callResult } from '../../../../functions/evaluate/sources/call-result.ts';
import type { JobMethod } from '../../../../functions/evaluate/sources/methods.ts';
import { entryOf } from './raw-entry.ts';

const create: JobMethod = {
  kind: 'method',
  effect: 'change',
  name: 'google.cloud.run.v1.Jobs.CreateJob',
  systemEvent: false,
};
const resultOf = (audit: Record<string, unknown>, method = create) =>
  callResult(entryOf(audit), method);
const constraint = 'constraints/iam.disableCrossProjectServiceAccountUsage';

test.each([
  ['no status', {}],
  ['an empty status', { status: {} }],
  ['code 0', { status: { code: 0 } }],
  [
    'granted permissions',
    { authorizationInfo: [{ permission: 'run.jobs.create', granted: true }] },
  ],
  ['a constraint that was only noted', { policyViolationInfo: { constraint } }],
  ['another permission not held', { authorizationInfo: [{ permission: 'run.jobs' }] }],
])('a call with %s succeeded', (_, audit) => {
  expect(resultOf(audit)).toEqual({ kind: 'succeeded' });
});

test.each([[3], [5], [6], [9], [10], [13]])('a call with code %i failed', (code) => {
  expect(resultOf({ status: { code, message: 'It did not work.' } })).toEqual({
    kind: 'failed',
    code,
  });
});

test('a call with code 7 was denied, for the reason that its words give', () => {
  expect(resultOf({ status: { code: 7 } })).toEqual({ kind: 'denied', denial: 'other' });
  const message = "Permission 'run.jobs.create' denied on resource 'nightly'.";
  expect(resultOf({ status: { code: 7, message } })).toEqual({
    kind: 'denied',
    denial: 'run-permission',
  });
});

test('a failed precondition is a denial when it names the cross-project constraint', () => {
  const details = [{ violations: [{ type: constraint }] }];
  expect(resultOf({ status: { code: 9, details } })).toEqual({
    kind: 'denied',
    denial: 'constraint',
  });
});

test('a permission on jobs that was not granted is a denial even without a status', () => {
  const authorizationInfo = [{ permission: 'run.jobs.create', granted: false }];
  expect(resultOf({ authorizationInfo })).toEqual({ kind: 'denied', denial: 'run-permission' });
});

test('an answer proves that the call went through', () => {
  const authorizationInfo = [
    { permission: 'run.jobs.update', granted: true },
    { permission: 'run.jobs.create' },
  ];
  expect(resultOf({ authorizationInfo, response: { metadata: { name: 'nightly' } } })).toEqual({
    kind: 'succeeded',
  });
});

test("the status of a system event is the job's health, not that of a call", () => {
  const systemEvent = { ...create, name: '/Jobs.CreateJob', systemEvent: true };
  expect(resultOf({ status: { code: 7, message: 'Not ready.' } }, systemEvent)).toEqual({
    kind: 'succeeded',
  });
});
