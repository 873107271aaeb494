import { describe, expect, it } from 'vitest';
import { failed } from '../../../../functions/notify/deliver/backoff.ts';
import { ChannelFailure, type FailureKind } from '../../../../shared/channels/channel-failure.ts';

const AT = '2026-11-22T10:00:00.000Z';
const seconds = (kind: FailureKind, times: number, retryAfterSeconds?: number) => {
  const before = { since: AT, times: times - 1, because: '', until: AT };
  const failure = new ChannelFailure(kind, 'No.', { retryAfterSeconds });
  const { until } = failed(times === 1 ? undefined : before, failure, AT);
  return (Date.parse(until) - Date.parse(AT)) / 1000;
};

describe('the wait behind a failure', () => {
  it.for<[FailureKind, number, number | undefined, number]>([
    ['unavailable', 1, undefined, 60],
    ['unavailable', 3, undefined, 240],
    ['unavailable', 60, undefined, 3_600],
    ['rate-limited', 1, undefined, 60],
    ['rate-limited', 5, 7, 7],
    ['unavailable', 5, 7_200, 7_200],
    ['rate-limited', 1, 10_000_000, 86_400],
    ['refused', 1, undefined, 600],
    ['refused', 9, undefined, 21_600],
  ])(
    'is as the system asks, else doubles: %s, %i times, asked %s',
    ([kind, times, asked, wait]) => {
      expect(seconds(kind, times, asked)).toBe(wait);
    },
  );

  it('keeps since when it fails', () => {
    const before = { since: '2026-11-21T10:00:00Z', times: 4, because: 'Older.', until: AT };
    const failure = new ChannelFailure('refused', 'Bad credentials.');
    expect(failed(before, failure, AT)).toMatchObject({
      since: '2026-11-21T10:00:00Z',
      times: 5,
      because: 'Bad credentials.',
    });
  });
});
