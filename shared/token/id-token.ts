import { z } from 'zod';

/** Where the signature of a token is checked. */
export const SIGNATURES = ['checked-here', 'checked-by-cloud-run'] as const;
/**
 * Cloud Run takes the signature off a token that it has checked itself, so a function that only its invokers may call
 * sees none: `checked-by-cloud-run` lets such a token in, and must never be set where `allUsers` may invoke.
 * https://cloud.google.com/run/docs/troubleshooting#signature-removed
 */
export type Signature = (typeof SIGNATURES)[number];

/** What a token must say to be believed. */
export interface TokenTerms {
  readonly issuers: readonly string[];
  /** It is for one of these, letter for letter. */
  readonly audiences: readonly string[];
  /** What may lie between two clocks. */
  readonly skewSeconds: number;
  readonly signature: Signature;
  /** Whether one of the issuer's keys signed it. Throws when they cannot be fetched. */
  signed(token: string): Promise<boolean>;
}

const Claims = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  sub: z.string().optional(),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
});

type TokenReading =
  | { readonly ok: true; readonly claims: z.infer<typeof Claims> }
  /** A sentence that repeats nothing of the token. */
  | { readonly ok: false; readonly why: string };

const REMOVED = 'SIGNATURE_REMOVED_BY_GOOGLE';

/** The token of an Authorization header; `undefined` when it has none, or more than that. */
export function bearerToken(authorization: string | null | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}

/**
 * What a token of Google's says, once issuer, audience, end and signature are found right. Throws when the keys cannot
 * be fetched, which says nothing about the token.
 */
export async function readIdToken(token: string, terms: TokenTerms): Promise<TokenReading> {
  const claims = claimsOf(token);
  if (claims === undefined) return refused('Its token is no ID token.');
  const fault = faultOf(claims, terms);
  if (fault !== undefined) return refused(fault);
  const removed = token.endsWith(`.${REMOVED}`);
  const trusted = removed ? terms.signature === 'checked-by-cloud-run' : await terms.signed(token);
  if (trusted) return { ok: true, claims };
  return refused(
    removed
      ? 'Cloud Run removed the signature of its token, and this function was not told that Cloud Run checks it.'
      : 'Its token is not signed by Google.',
  );
}

/** Whether google-auth-library found the token right; its reason is thrown away, since it repeats the token. */
export function isVerified(verifying: Promise<unknown>): Promise<boolean> {
  return verifying.then(
    () => true,
    () => false,
  );
}

function refused(why: string): TokenReading {
  return { ok: false, why };
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

function faultOf({ iss, aud, exp }: z.infer<typeof Claims>, terms: TokenTerms): string | undefined {
  if (!terms.issuers.includes(iss)) return 'Its token is not from Google.';
  if (!terms.audiences.includes(aud)) return 'Its token is for another audience.';
  const now = Date.now() / 1000;
  return exp + terms.skewSeconds < now ? 'Its token has expired.' : undefined;
}
