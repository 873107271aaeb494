import { expect, test } from 'vitest';
import { eventTime } from '../../../../functions/evaluate/sources/event-time.ts';
import { entryOf } from './raw-entry.ts';

const PUSHED = '2026-05-04T07:00:00Z';

test.each([
  ['2026-05-04T06:00:00Z', '2026-05-04T06:00:00Z'],
  ['2026-05-04T06:00:00.123456789Z', '2026-05-04T06:00:00.123456789Z'],
  ['2026-05-04 06:00:00.123456000', '2026-05-04T06:00:00.123456000Z'],
  ['2026-13-04T06:00:00Z', PUSHED],
  ['yesterday', PUSHED],
  [1_777_874_400, PUSHED],
  [undefined, PUSHED],
])('the time of an entry stamped %j is %s', (timestamp, at) => {
  expect(eventTime(entryOf({}, { timestamp }), PUSHED)).toBe(at);
});

test('an entry without timestamp has the time that its payload or its reception has', () => {
  const received = { timestamp: undefined, receiveTimestamp: '2026-05-04T06:00:02Z' };
  expect(eventTime(entryOf({}, received), PUSHED)).toBe('2026-05-04T06:00:02Z');
  expect(eventTime(entryOf({ timestamp: '2026-05-04T06:00:01Z' }, received), PUSHED)).toBe(
    '2026-05-04T06:00:01Z',
  );
});

test('without any time it is still a time', () => {
  expect(eventTime(entryOf({}, { timestamp: undefined }), undefined)).toBe('1970-01-01T00:00:00Z');
});
