import { type Credentials, NoCredentials } from './credentials.ts';
import { exchange } from './exchange.ts';
import type { Fetch } from './fetch.ts';
import { keptToken } from './kept-token.ts';
import { Unanswered } from './unanswered.ts';

const PATH = '/computeMetadata/v1/instance/service-accounts/default/token';
const TIMEOUT_MS = 3_000;

/**
 * Calls as the service account that this instance runs as: its token from the metadata server, HOST or HOST:PORT.
 * https://cloud.google.com/run/docs/securing/service-identity#fetching_identity_and_access_tokens_using_the_metadata_server
 */
export function metadataServer(host: string, fetch: Fetch): Credentials {
  const question = {
    method: 'GET',
    headers: { 'metadata-flavor': 'Google' },
    timeoutMs: TIMEOUT_MS,
  };
  return keptToken(async () => {
    const asked = Date.now();
    const { status, text } = await exchange(fetch, `http://${host}${PATH}`, question);
    // It is busy for moments while an instance starts.
    if (status === 429 || status >= 500) throw new Unanswered('unreached', `HTTP ${status}`);
    const answer = status === 200 ? tokenIn(text) : undefined;
    if (answer === undefined)
      throw new NoCredentials(
        `The metadata server at ${host} gives no token (HTTP ${status})`,
        'have the function run as a service account.',
      );
    return { token: answer.token, expires: asked + answer.seconds * 1000 };
  });
}

/** Its parser's error would quote the token. */
function tokenIn(text: string): { readonly token: string; readonly seconds: number } | undefined {
  try {
    const { access_token: token, expires_in: seconds } = JSON.parse(text);
    return typeof token === 'string' && typeof seconds === 'number'
      ? { token, seconds }
      : undefined;
  } catch {
    return undefined;
  }
}
