import { ApiFailure } from '../gcp/api-failure.ts';

/** True when an API said that the caller may not, or hid by 404 that it may not: asking again will not help. */
export function isRefusal(error: unknown): error is ApiFailure {
  return error instanceof ApiFailure && (error.status === 403 || error.status === 404);
}
