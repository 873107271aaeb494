import { describe, expect, it } from 'vitest';
import { backoff, LOCAL_RETRY } from '../../../sandbox/delivery/retry.ts';

describe('the wait before the next try', () => {
  it('doubles from 100 ms and stays at 10 s', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 20].map((n) => backoff(LOCAL_RETRY, n, false));
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
  });

  it('is ten times as long where tries never end', () => {
    const waits = [1, 2, 8, 100_000].map((n) => backoff(LOCAL_RETRY, n, true));
    expect(waits).toEqual([1_000, 2_000, 100_000, 100_000]);
  });

  it('leaves a message longer until its last try than ten minutes, which grants may take to be known', () => {
    const tries = LOCAL_RETRY.maxDeliveryAttempts - 1;
    const total = Array.from({ length: tries }, (_, i) => backoff(LOCAL_RETRY, i + 1, false));
    expect(total.reduce((sum, wait) => sum + wait, 0)).toBe(682_700);
  });
});
