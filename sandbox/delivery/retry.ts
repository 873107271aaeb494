import { MAX_DELIVERY_ATTEMPTS, RETRY } from '../../shared/deployed/parts.ts';

/** How often, how fast and for how long a message is pushed. */
export interface RetrySettings {
  readonly firstBackoffMilliseconds: number;
  readonly longestBackoffMilliseconds: number;
  /** A push without an answer by then counts as failed, as with Pub/Sub's acknowledgement deadline. */
  readonly ackDeadlineMilliseconds: number;
  /** The try after which a message is a dead letter. */
  readonly maxDeliveryAttempts: number;
  /** Pushes under way at once, per subscription. */
  readonly concurrency: number;
  /** How long a stop waits for pushes that are under way before it breaks them off. */
  readonly graceMilliseconds: number;
}

/**
 * Seventy-five tries take about eleven minutes: a remediation waits ten for its grants to be known everywhere, which is
 * what `propagationSeconds` can put off, and must not end as a dead letter before it has said so.
 */
export const LOCAL_RETRY: RetrySettings = {
  firstBackoffMilliseconds: 100,
  longestBackoffMilliseconds: 10_000,
  ackDeadlineMilliseconds: 60_000,
  maxDeliveryAttempts: 75,
  concurrency: 8,
  graceMilliseconds: 3_000,
};

/** As on Google Cloud. */
export const DEPLOYED_RETRY = {
  minimumBackoffSeconds: Number.parseInt(RETRY.minimumBackoff, 10),
  maximumBackoffSeconds: Number.parseInt(RETRY.maximumBackoff, 10),
  maxDeliveryAttempts: MAX_DELIVERY_ATTEMPTS,
};

// Twenty minutes until a dead letter instead of three hours; the emulator tries again a second later at the soonest.
const QUICKER = 10;

/** On the Pub/Sub emulator: as often as on Google Cloud, and sooner. */
export const EMULATOR_RETRY: RetrySettings = {
  firstBackoffMilliseconds: (DEPLOYED_RETRY.minimumBackoffSeconds * 1000) / QUICKER,
  longestBackoffMilliseconds: (DEPLOYED_RETRY.maximumBackoffSeconds * 1000) / QUICKER,
  ackDeadlineMilliseconds: 600_000,
  maxDeliveryAttempts: DEPLOYED_RETRY.maxDeliveryAttempts,
  // The emulator's own, which nothing changes.
  concurrency: 2,
  graceMilliseconds: 3_000,
};

// Nobody waits for a dead letter or a tick, and no number of tries ends theirs.
const ENDLESS_FACTOR = 10;

/** Milliseconds until the next try, after `attempts` that failed. */
export function backoff(settings: RetrySettings, attempts: number, endless: boolean): number {
  const { firstBackoffMilliseconds, longestBackoffMilliseconds } = settings;
  const wait = firstBackoffMilliseconds * 2 ** Math.min(attempts - 1, 30);
  return Math.min(wait, longestBackoffMilliseconds) * (endless ? ENDLESS_FACTOR : 1);
}
