import { anonymous, bearer, type Credentials } from '../http/credentials.ts';
import { defaultCredentials } from '../http/default-credentials.ts';
import type { Fetch } from '../http/fetch.ts';
import { keptToken, type Token } from '../http/kept-token.ts';
import { metadataServer } from '../http/metadata-server.ts';
import { overHttp } from '../http/over-http.ts';
import { gaxOptions } from './gax-options.ts';
import { toApiFailure } from './to-api-failure.ts';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const LIFETIME_SECONDS = 600;

/** Where Google's APIs are and who calls them; every client in this folder takes one. */
export interface Google {
  /** One address for all APIs, e.g. `http://127.0.0.1:8080`; `undefined` for Google's own. */
  readonly apiRoot: string | undefined;
  /** Every call goes through it, those of gax clients too. */
  readonly fetch: Fetch;
  readonly credentials: Credentials;
  /** HOST or HOST:PORT of the metadata server of whoever calls; left out where there is none. */
  readonly metadataHost?: string | undefined;
}

export interface GoogleOptions {
  readonly apiRoot?: string | undefined;
  readonly accessToken?: string | undefined;
  /** HOST or HOST:PORT of the metadata server to ask for tokens. */
  readonly metadataHost?: string | undefined;
  /** What carries the calls; a function that answers by itself needs no network. Node's HTTP client when left out. */
  readonly fetch?: Fetch | undefined;
}

/**
 * Google's own APIs, or with `apiRoot` whatever answers there: as whom the token says, or else the metadata server, or
 * else the Application Default Credentials; the last are never sent to an `apiRoot`, which is then called as nobody.
 * https://cloud.google.com/docs/authentication/application-default-credentials
 */
export function connectGoogle(options: GoogleOptions): Google {
  const { apiRoot, accessToken, metadataHost, fetch = overHttp } = options;
  const credentials = () => {
    if (accessToken !== undefined) return bearer(accessToken);
    if (metadataHost !== undefined) return metadataServer(metadataHost, fetch);
    return apiRoot === undefined ? defaultCredentials(SCOPE) : anonymous;
  };
  return { apiRoot, fetch, credentials: credentials(), metadataHost };
}

/**
 * The same APIs as another service account, by tokens that live ten minutes and are made when the first call needs
 * one. The caller needs iam.serviceAccounts.getAccessToken on the account; without it that first call fails with
 * ApiFailure 403. https://cloud.google.com/iam/docs/create-short-lived-credentials-direct
 */
export function impersonate(google: Google, email: string): Google {
  const credentials = keptToken(() => mintToken(google, email));
  // The metadata server speaks for whoever runs this, not for that account.
  return { ...google, credentials, metadataHost: undefined };
}

async function mintToken(google: Google, email: string): Promise<Token> {
  const { IAMCredentialsClient } = await import('@google-cloud/iam-credentials');
  const client = new IAMCredentialsClient(await gaxOptions(google));
  try {
    const [token] = await client.generateAccessToken({
      name: `projects/-/serviceAccounts/${email}`,
      scope: [SCOPE],
      lifetime: { seconds: LIFETIME_SECONDS },
    });
    const expires = Number(token.expireTime?.seconds ?? 0) * 1000;
    return { token: token.accessToken ?? '', expires };
  } catch (error) {
    throw toApiFailure('iamcredentials.googleapis.com', error);
  }
}
