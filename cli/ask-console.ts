import { Unusable } from './unusable.ts';

/** Where a console is, and who asks it. */
export interface ConsoleOptions {
  readonly url: string;
  /**
   * An ID token, as Cloud Run's IAM or Identity-Aware Proxy takes it; it goes over https alone, or over loopback. The
   * local organization needs none.
   */
  readonly token?: string | undefined;
}

interface Asked {
  readonly status: number;
  /** `undefined` where it is no JSON. */
  readonly body: unknown;
  readonly origin: string;
}

const TIMEOUT_MS = 10_000;
/** What Cloud Run and Identity-Aware Proxy answer by themselves, the latter with the way to a page to sign in. */
const BARRED = [302, 307, 401, 403];

/**
 * Asks an endpoint of a console. Throws Unusable when there is no answer, or one of whoever stands before the console.
 *
 * @param local the Authorization header where there is no token.
 */
export async function askConsole(
  { url, token }: ConsoleOptions,
  path: string,
  {
    local,
    ...init
  }: { readonly local?: string; readonly method?: string; readonly body?: string } = {},
): Promise<Asked> {
  const endpoint = endpointOf(url, path);
  const authorization = token === undefined ? local : `Bearer ${token}`;
  if (!mayCarry(endpoint, token))
    throw new Unusable(
      `${endpoint.origin} is neither this machine nor https, and a token goes nowhere else. Write https://HOST.`,
    );
  const { origin } = endpoint;
  const response = await fetch(endpoint, {
    ...init,
    headers: {
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(authorization === undefined ? {} : { authorization }),
    },
    // To a page where one signs in, which nobody does here.
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new Unusable(
      `Nothing answers at ${origin}. Start the local organization with npm start, or name another address with --url.`,
      { cause },
    );
  });
  const { status } = response;
  const body: unknown = await response.json().catch(() => undefined);
  if (body === undefined && BARRED.includes(status))
    throw new Unusable(
      `${origin} answered ${status} before the console was asked: it does not let this token in. docs/approval.md says which it takes in BAILIFF_TOKEN.`,
    );
  return { status, body, origin };
}

function mayCarry({ protocol, hostname }: URL, token: string | undefined): boolean {
  if (token === undefined || protocol === 'https:') return true;
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function endpointOf(base: string, path: string): URL {
  try {
    return new URL(path, base);
  } catch (cause) {
    throw new Unusable(`--url ${base} is no address. Write http://HOST:PORT.`, { cause });
  }
}
