import pRetry from 'p-retry';
import { ApiFailure } from './api-failure.ts';
import { toApiFailure } from './to-api-failure.ts';

const RETRIES = 2;
const FIRST_DELAY_MS = 100;

/**
 * Makes a call that changes nothing: tried up to three times, since asking again does no harm. Throws ApiFailure.
 */
export function read<T>(api: string, call: () => Promise<T>): Promise<T> {
  return pRetry(() => write(api, call), {
    retries: RETRIES,
    minTimeout: FIRST_DELAY_MS,
    randomize: true,
    shouldRetry: ({ error }) => error instanceof ApiFailure && error.retryable,
  });
}

/**
 * Makes a call that may change something: once, since a failure does not tell whether it did. Throws ApiFailure.
 */
export async function write<T>(api: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toApiFailure(api, error);
  }
}

/** The answer, or `undefined` when the API answers one of these HTTP statuses. */
export async function unless<T>(
  statuses: readonly number[],
  answer: Promise<T>,
): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiFailure && statuses.includes(error.status)) return undefined;
    throw error;
  }
}
