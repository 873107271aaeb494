import { describe, expect, test } from 'vitest';
import { readLogEntry } from '../../../../functions/evaluate/sources/log-entry.ts';
import { entryOf, rawEntry } from './raw-entry.ts';

test('a member of a wrong type counts as absent and harms no other', () => {
  const entry = readLogEntry({
    logName: 7,
    timestamp: null,
    insertId: 'kept',
    resource: '...elided...',
    protoPayload: {
      serviceName: ['run.googleapis.com'],
      methodName: 'kept',
      authorizationInfo: ['{5} collapsed', { permission: 'run.jobs.create', granted: 'yes' }],
      status: { code: '7', message: 'kept' },
      request: { job: 'collapsed', name: 'kept' },
    },
  });
  expect(entry).toEqual({
    insertId: 'kept',
    whole: true,
    audit: {
      methodName: 'kept',
      authorizationInfo: [undefined, { permission: 'run.jobs.create', granted: 'yes' }],
      status: { message: 'kept' },
      request: { name: 'kept' },
    },
  });
});

test('what is not read is not carried along', () => {
  const request = { job: { template: { template: { containers: [{ args: ['secret'] }] } } } };
  expect(entryOf({ request }).audit.request).toEqual({ job: { template: { template: {} } } });
});

test('members named like those of every object are nobody', () => {
  const payload: unknown = JSON.parse(
    '{"__proto__":{"protoPayload":{}},"protoPayload":{"__proto__":{"methodName":"x"}}}',
  );
  expect(readLogEntry(payload)).toEqual({ audit: {}, whole: true });
});

describe('an entry is whole', () => {
  test.each([
    ['without redactions and split', {}, {}, true],
    ['with an empty list of redactions', { redactions: [] }, {}, true],
    ['not with redactions', { redactions: [{ field: 'request' }] }, {}, false],
    ['not with redactions of an unknown form', { redactions: '{3} collapsed' }, {}, false],
    ['not when it is split', {}, { split: { uid: 'a', index: 0, totalSplits: 2 } }, false],
  ])('%s', (_, audit, envelope, whole) => {
    expect(readLogEntry(rawEntry(audit, envelope))?.whole).toBe(whole);
  });
});

test('bodies of a split entry are not read, since their texts may be cut', () => {
  const body = { name: 'projects/payments-prod/locations/us-central1/jobs/nigh' };
  const entry = entryOf({ request: body, response: body }, { split: { uid: 'a' } });
  expect(entry.audit.request).toBeUndefined();
  expect(entry.audit.response).toBeUndefined();
  expect(entry.audit.resourceName).toBe('namespaces/payments-prod/jobs/nightly');
});
