import { GoogleAuth, OAuth2Client, PassThroughClient } from 'google-auth-library';
import { gaxOptions } from './gax-options.ts';
import { toApiFailure } from './to-api-failure.ts';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const LIFETIME_SECONDS = 600;

/** Where Google's APIs are and who calls them; every client in this folder takes one. */
export interface Google {
  /** One address for all APIs, e.g. `http://127.0.0.1:8080`; `undefined` for Google's own. */
  readonly apiRoot: string | undefined;
  readonly auth: GoogleAuth;
}

/**
 * Google's own APIs as the Application Default Credentials, or, with `apiRoot`, whatever answers there with that
 * token (or none): then no metadata server is looked for.
 * https://cloud.google.com/docs/authentication/application-default-credentials
 */
export function connectGoogle(options: {
  readonly apiRoot?: string | undefined;
  readonly accessToken?: string | undefined;
}): Google {
  const { apiRoot, accessToken } = options;
  if (accessToken !== undefined) {
    const authClient = new OAuth2Client();
    authClient.setCredentials({ access_token: accessToken });
    return { apiRoot, auth: new GoogleAuth({ authClient }) };
  }
  const auth =
    apiRoot === undefined
      ? new GoogleAuth({ scopes: [SCOPE] })
      : new GoogleAuth({ authClient: new PassThroughClient() });
  return { apiRoot, auth };
}

/**
 * The same APIs as another service account, by tokens that live ten minutes and are made when the first call needs
 * one. The caller needs iam.serviceAccounts.getAccessToken on the account; without it that first call fails with
 * ApiFailure 403. https://cloud.google.com/iam/docs/create-short-lived-credentials-direct
 */
export function impersonate(google: Google, email: string): Google {
  const authClient = new OAuth2Client();
  let pending: ReturnType<typeof mintToken> | undefined;
  authClient.refreshHandler = () => {
    pending ??= mintToken(google, email).finally(() => {
      pending = undefined;
    });
    return pending;
  };
  return { apiRoot: google.apiRoot, auth: new GoogleAuth({ authClient }) };
}

async function mintToken(google: Google, email: string) {
  const { IAMCredentialsClient } = await import('@google-cloud/iam-credentials');
  const client = new IAMCredentialsClient(gaxOptions(google));
  try {
    const [token] = await client.generateAccessToken({
      name: `projects/-/serviceAccounts/${email}`,
      scope: [SCOPE],
      lifetime: { seconds: LIFETIME_SECONDS },
    });
    return {
      access_token: token.accessToken ?? '',
      expiry_date: Number(token.expireTime?.seconds ?? 0) * 1000,
    };
  } catch (error) {
    throw toApiFailure('iamcredentials.googleapis.com', error);
  }
}
