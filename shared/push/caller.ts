import type { PushIdentity } from '../push-settings.ts';
import { googleAccounts } from '../token/google-accounts.ts';
import { bearerToken, readIdToken } from '../token/id-token.ts';

/** Who may not push, as an HTTP status and a sentence that repeats nothing of the token. */
interface Refusal {
  readonly status: 401 | 403;
  readonly why: string;
}

/**
 * Judges the Authorization header of a push: `undefined` lets it in. Throws when Google's certificates cannot be
 * fetched, which says nothing about the caller.
 */
export type CallerCheck = (authorization: string | undefined) => Promise<Refusal | undefined>;

/**
 * Lets in only the service account that the function's own push subscription authenticates as. Its OIDC token must be
 * meant for this function, from Google, not expired, signed by Google, and name that account with a verified email.
 * https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 *
 * @param identity `undefined` lets everyone in, as where no Pub/Sub pushes.
 * @param certificates address of the issuer's certificates, PEM by key id; Google's when left out.
 */
export function onlyFrom(
  identity: PushIdentity | undefined,
  certificates?: string,
): CallerCheck | undefined {
  if (identity === undefined) return undefined;
  const { email, audience, signature } = identity;
  const terms = googleAccounts({ audiences: [audience], signature }, certificates);
  return async (authorization) => {
    const token = bearerToken(authorization);
    if (token === undefined) return unauthenticated('It has no bearer token.');
    const reading = await readIdToken(token, terms);
    if (!reading.ok) return unauthenticated(reading.why);
    const { claims } = reading;
    if (claims.email === email && claims.email_verified === true) return undefined;
    return { status: 403, why: 'Only its own subscription may push to this function.' };
  };
}

function unauthenticated(why: string): Refusal {
  return { status: 401, why };
}
