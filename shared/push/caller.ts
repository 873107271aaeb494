import type { OAuth2Client } from 'google-auth-library';
import { z } from 'zod';
import type { PushIdentity } from '../settings.ts';

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

const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];
const CERTIFICATES = 'https://www.googleapis.com/oauth2/v1/certs';
// What Google's own libraries allow between two clocks.
const SKEW_SECONDS = 300;
const REMOVED = 'SIGNATURE_REMOVED_BY_GOOGLE';

const Claims = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
});

/**
 * Lets in only the service account that the function's own push subscription authenticates as. Its OIDC token must be
 * meant for this function, from Google, not expired, signed by Google, and name that account with a verified email.
 * https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 *
 * @param identity `undefined` lets everyone in, as where no Pub/Sub pushes.
 * @param certificates address of the issuer's certificates, PEM by key id.
 */
export function onlyFrom(
  identity: PushIdentity | undefined,
  certificates = CERTIFICATES,
): CallerCheck | undefined {
  if (identity === undefined) return undefined;
  const { email, audience, signature } = identity;
  const signed = signedBy(certificates, audience);
  return async (authorization) => {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) return unauthenticated('It has no bearer token.');
    const claims = claimsOf(token);
    if (claims === undefined) return unauthenticated('Its token is no ID token.');
    const fault = faultOf(claims, audience);
    if (fault !== undefined) return unauthenticated(fault);
    const trusted = token.endsWith(`.${REMOVED}`)
      ? signature === 'checked-by-cloud-run'
      : await signed(token);
    if (!trusted) return unauthenticated(untrusted(token));
    if (claims.email === email && claims.email_verified === true) return undefined;
    return { status: 403, why: 'Only its own subscription may push to this function.' };
  };
}

function unauthenticated(why: string): Refusal {
  return { status: 401, why };
}

function claimsOf(token: string): z.infer<typeof Claims> | undefined {
  const [, payload, , ...more] = token.split('.');
  if (payload === undefined || more.length > 0) return undefined;
  try {
    return Claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}

function faultOf({ iss, aud, exp }: z.infer<typeof Claims>, audience: string): string | undefined {
  if (!ISSUERS.includes(iss)) return 'Its token is not from Google.';
  if (aud !== audience) return 'Its token is for another audience.';
  const now = Date.now() / 1000;
  return exp + SKEW_SECONDS < now ? 'Its token has expired.' : undefined;
}

function untrusted(token: string): string {
  return token.endsWith(`.${REMOVED}`)
    ? 'Cloud Run removed the signature of its token, and this function was not told that Cloud Run checks it.'
    : 'Its token is not signed by Google.';
}

/** Whether one of the certificates signed the token. They are kept as long as their answer allows. */
function signedBy(certificates: string, audience: string): (token: string) => Promise<boolean> {
  let client: OAuth2Client | undefined;
  return async (token) => {
    client ??= await connect(certificates);
    const { certs } = await client.getFederatedSignonCertsAsync();
    try {
      await client.verifySignedJwtWithCertsAsync(token, certs, audience, ISSUERS);
      return true;
    } catch {
      // Its reason repeats the token.
      return false;
    }
  };
}

async function connect(certificates: string): Promise<OAuth2Client> {
  // Loaded for a token that is to be verified and not before, since Cloud Run may have done it.
  const { OAuth2Client } = await import('google-auth-library');
  return new OAuth2Client({ endpoints: { oauth2FederatedSignonPemCertsUrl: certificates } });
}
