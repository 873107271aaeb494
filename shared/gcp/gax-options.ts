import type { ClientOptions } from 'google-gax';
import type { Google } from './google.ts';

/** Options that make a gax client speak REST to where `google` points, as the caller it names. */
export function gaxOptions(google: Google): ClientOptions {
  const { apiRoot, auth } = google;
  if (apiRoot === undefined) return { fallback: true, auth };
  const { protocol, hostname, port } = new URL(apiRoot);
  const plain = protocol === 'http:';
  return {
    fallback: true,
    auth,
    protocol: plain ? 'http' : 'https',
    apiEndpoint: hostname,
    port: port === '' ? (plain ? 80 : 443) : Number(port),
  };
}
