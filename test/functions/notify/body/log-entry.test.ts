import { expect, it } from 'vitest';
import { logEntry } from '../../../../functions/notify/body/log-entry.ts';

const LOG = 'logs/cloudaudit.googleapis.com%2Factivity';
const source = { timestamp: '2026-11-22T10:00:00.5Z', insertId: '1a2b' };

it.each([
  ['projects/payments-prod', '?project=payments-prod'],
  ['folders/200000000001', '?folder=200000000001'],
  ['organizations/100000000001', '?organizationId=100000000001'],
])('asks for the one entry of the log of %s', (place, scope) => {
  const [link] = logEntry({ source: { ...source, logName: `${place}/${LOG}` } });
  const url = new URL(link?.kind === 'link' ? link.url : '');
  const [path, query = '', cursor] = url.pathname.split(';');
  expect([url.origin, path]).toEqual(['https://console.cloud.google.com', '/logs/query']);
  expect(decodeURIComponent(query)).toBe(
    `query=logName="${place}/${LOG}"\ntimestamp="2026-11-22T10:00:00.5Z"\ninsertId="1a2b"`,
  );
  expect(decodeURIComponent(cursor ?? '')).toBe('cursorTimestamp=2026-11-22T10:00:00.5Z');
  expect(url.search).toBe(scope);
});

it('is nothing for what a sweep saw', () => {
  expect(logEntry({})).toEqual([]);
});
