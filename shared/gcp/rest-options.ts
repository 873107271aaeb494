import type { Google } from './google.ts';

const TIMEOUT_MS = 10_000;

/** Options that make a googleapis client call where `google` points; retries are this folder's own, in call.ts. */
export function restOptions(google: Google) {
  const { apiRoot, auth } = google;
  const options = { auth, retry: false, timeout: TIMEOUT_MS };
  return apiRoot === undefined ? options : { ...options, rootUrl: new URL('/', apiRoot).href };
}
