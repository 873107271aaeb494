import { expect, it } from 'vitest';
import { logSource } from '../../../shared/domain/log-source.ts';

const LOG = 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity';
const TIME = '2026-11-22T10:00:00.123456Z';

it('is what the key of an audit entry names', () => {
  expect(logSource(`${LOG}|${TIME}|-1a2b3c`)).toEqual({
    logName: LOG,
    timestamp: TIME,
    insertId: '-1a2b3c',
  });
});

it.each([
  'sweep|2026-11-22T10:00:00Z',
  'unkeyed|123',
  `${LOG}|${TIME}|`,
  `${LOG}||1a2b`,
  `${LOG}|${TIME}|a"b`,
  `${LOG}|${TIME}|a|b`,
  `${LOG}|yesterday|1a2b`,
  `projects/a b/logs/x|${TIME}|1a2b`,
  `https://evil.example|${TIME}|1a2b`,
])('is nothing for %s, which Logging could not have', (key) => {
  expect(logSource(key)).toBeUndefined();
});
