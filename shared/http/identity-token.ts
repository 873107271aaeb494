import { type Credentials, NoCredentials } from './credentials.ts';
import { exchange } from './exchange.ts';
import type { Fetch } from './fetch.ts';
import { keptToken } from './kept-token.ts';
import { Unanswered } from './unanswered.ts';

const PATH = '/computeMetadata/v1/instance/service-accounts/default/identity';
const TIMEOUT_MS = 3_000;

/**
 * Proves to a service that takes ID tokens for `audience`, such as a private one of Cloud Run, which service account
 * this instance runs as; the token is kept for as long as it holds. `host` is the metadata server's HOST or HOST:PORT.
 * https://cloud.google.com/run/docs/authenticating/service-to-service#acquire-token
 */
export function identityToken(host: string, fetch: Fetch, audience: string): Credentials {
  const url = `http://${host}${PATH}?audience=${encodeURIComponent(audience)}&format=full`;
  const question = {
    method: 'GET',
    headers: { 'metadata-flavor': 'Google' },
    timeoutMs: TIMEOUT_MS,
  };
  return keptToken(async () => {
    const { status, text } = await exchange(fetch, url, question);
    // It is busy for moments while an instance starts.
    if (status === 429 || status >= 500) throw new Unanswered('unreached', `HTTP ${status}`);
    const token = text.trim();
    const expires = status === 200 ? endOf(token) : undefined;
    if (expires === undefined)
      throw new NoCredentials(
        `The metadata server at ${host} gives no ID token (HTTP ${status})`,
        'have the function run as a service account.',
      );
    return { token, expires };
  });
}

/** In milliseconds since 1970, as the token itself says; its signature is for whoever gets it to check. */
function endOf(token: string): number | undefined {
  try {
    const { exp } = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'),
    );
    return typeof exp === 'number' ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
