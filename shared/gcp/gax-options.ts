import type { ClientOptions } from 'google-gax';
import type { Google } from './google.ts';

/** Options that make a gax client speak REST to where `google` points, as the caller it names and through its `fetch`. */
export async function gaxOptions(google: Google): Promise<ClientOptions> {
  // Loaded for a client that loads it, too.
  const { GoogleAuth, PassThroughClient } = await import('google-auth-library');
  const fetchImplementation = throughFetch(google);
  const authClient = new PassThroughClient({ transporterOptions: { fetchImplementation } });
  const auth = new GoogleAuth({ authClient });
  const { apiRoot } = google;
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

/** A gax client sends URLs, texts and time-outs of its own making, and no credentials. */
function throughFetch({ fetch, credentials }: Google): typeof globalThis.fetch {
  return async (input, init) => {
    const headers = Object.fromEntries(new Headers(init?.headers));
    const answer = await fetch(String(input), {
      method: init?.method ?? 'GET',
      headers: { ...headers, ...(await credentials()) },
      ...(init?.body ? { body: String(init.body) } : {}),
      signal: init?.signal ?? new AbortController().signal,
    });
    const bytes = await answer.arrayBuffer();
    const { status } = answer;
    return new Response(bytes.byteLength === 0 ? null : bytes, { status });
  };
}
