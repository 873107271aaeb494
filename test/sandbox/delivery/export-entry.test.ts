import { describe, expect, it } from 'vitest';
import { exportEntry } from '../../../sandbox/delivery/export-entry.ts';
import type { NewMessage } from '../../../sandbox/delivery/message.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');

function exported(
  delivery: { readonly duplicates: boolean; readonly reorder: boolean },
  entry: { readonly timestamp?: unknown } = { timestamp: '2026-11-22T09:59:59.123456789Z' },
) {
  const published: { topic: string; message: NewMessage; delay: number }[] = [];
  const draws = [0.9, 0.1];
  exportEntry(
    {
      delivery,
      publish: (topic, message, delay) => `${published.push({ topic, message, delay })}`,
      random: () => draws.shift() ?? 0,
      now: () => NOW,
    },
    '{"insertId":"ä1"}',
    entry.timestamp,
  );
  return published;
}

describe('an exported entry', () => {
  it('is published once on audit-events, at once, with its own time as attribute', () => {
    expect(exported({ duplicates: false, reorder: false })).toEqual([
      {
        topic: 'audit-events',
        message: {
          data: 'eyJpbnNlcnRJZCI6IsOkMSJ9',
          attributes: { 'logging.googleapis.com/timestamp': '2026-11-22T09:59:59.123456789Z' },
        },
        delay: 0,
      },
    ]);
  });

  it('is published twice where the organization file says so', () => {
    expect(exported({ duplicates: true, reorder: false }).map(({ delay }) => delay)).toEqual([
      0, 0,
    ]);
  });

  it('is held back for up to 200 ms, each copy by itself, where entries are reordered', () => {
    expect(exported({ duplicates: true, reorder: true }).map(({ delay }) => delay)).toEqual([
      180, 20,
    ]);
  });

  it.each([undefined, null, 7, {}, '', 'yesterday', `2026-11-22T10:00:00Z${' '.repeat(5_000)}`])(
    'gets the present time when its own is no time (%#)',
    (timestamp) => {
      const [first] = exported({ duplicates: false, reorder: false }, { timestamp });
      expect(first?.message.attributes).toEqual({
        'logging.googleapis.com/timestamp': '2026-11-22T10:00:00.000Z',
      });
    },
  );
});
