import type { ConsoleCallers } from '../../shared/console-settings.ts';
import { memberOf, parsePrincipal } from '../../shared/domain/principal.ts';
import { googleAccounts } from '../../shared/token/google-accounts.ts';
import { bearerToken, readIdToken, type TokenTerms } from '../../shared/token/id-token.ts';
import { identityAwareProxy } from '../../shared/token/identity-aware-proxy.ts';
import type { Authenticate, Caller } from './caller.ts';

/** Addresses of keys; Google's own when left out. */
interface Keys {
  readonly certificates?: string | undefined;
  readonly iap?: string | undefined;
}

/** Whom Identity-Aware Proxy or Cloud Run's IAM let in, as the deployment says which of them does. */
export function callersOf({ guard, audiences }: ConsoleCallers, keys: Keys = {}): Authenticate {
  return guard === 'iap'
    ? throughProxy(identityAwareProxy(audiences, keys.iap))
    : throughCloudRun(
        googleAccounts({ audiences, signature: 'checked-by-cloud-run' }, keys.certificates),
      );
}

/** https://cloud.google.com/iap/docs/signed-headers-howto */
function throughProxy(terms: TokenTerms): Authenticate {
  return async (headers) => {
    const token = headers.get('x-goog-iap-jwt-assertion');
    if (token === null) return nobody('Identity-Aware Proxy did not let this request in.');
    const reading = await readIdToken(token, terms);
    if (!reading.ok) return nobody(reading.why);
    const { sub, email } = reading.claims;
    // People of an identity provider of one's own may call themselves anything.
    if (sub?.startsWith('accounts.google.com:') !== true)
      return nobody('Its token names no Google account.');
    return caller(email);
  };
}

/**
 * Where both headers are there, Cloud Run checks X-Serverless-Authorization alone: then the other proves nothing.
 * https://cloud.google.com/run/docs/authenticating/service-to-service
 */
function throughCloudRun(terms: TokenTerms): Authenticate {
  return async (headers) => {
    const token = bearerToken(
      headers.get('x-serverless-authorization') ?? headers.get('authorization'),
    );
    if (token === undefined) return nobody('It has no bearer token.');
    const reading = await readIdToken(token, terms);
    if (!reading.ok) return nobody(reading.why);
    const { email, email_verified: verified } = reading.claims;
    return verified === true ? caller(email) : nobody('Its token names no verified email.');
  };
}

function caller(email: string | undefined): Caller {
  const by = memberOf(parsePrincipal(email));
  return by === undefined
    ? nobody('Its token names neither a person nor a service account.')
    : { kind: 'known', by };
}

function nobody(why: string): Caller {
  return { kind: 'nobody', why };
}
