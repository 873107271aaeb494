import type { OAuth2Client } from 'google-auth-library';
import { isVerified, type TokenTerms } from './id-token.ts';

const ISSUERS = ['https://cloud.google.com/iap'];
const KEYS = 'https://www.gstatic.com/iap/verify/public_key';
const KEPT_MS = 60 * 60 * 1000;
const ASKED_AGAIN_MS = 60 * 1000;
// Ten minutes, and what clocks may differ by at both ends.
const LONGEST_SECONDS = 660;

/**
 * Terms on which the token that Identity-Aware Proxy puts into the header `x-goog-iap-jwt-assertion` is believed.
 * https://cloud.google.com/iap/docs/signed-headers-howto
 *
 * @param keys address of its public keys, PEM by key id. They are asked for again after an hour, and after a minute
 * when a token is of none of them.
 */
export function identityAwareProxy(audiences: readonly string[], keys = KEYS): TokenTerms {
  let known: Known | undefined;
  const verified = ({ client, byId }: Known, token: string) =>
    isVerified(
      client.verifySignedJwtWithCertsAsync(token, byId, [...audiences], ISSUERS, LONGEST_SECONDS),
    );
  const newerThan = async (ms: number): Promise<Known> => {
    if (known !== undefined && Date.now() - known.at < ms) return known;
    const client = known?.client ?? (await connect(keys));
    known = { client, byId: (await client.getIapPublicKeysAsync()).pubkeys, at: Date.now() };
    return known;
  };
  return {
    issuers: ISSUERS,
    audiences,
    skewSeconds: 30,
    signature: 'checked-here',
    signed: async (token) => {
      const first = await newerThan(KEPT_MS);
      if (await verified(first, token)) return true;
      const second = await newerThan(ASKED_AGAIN_MS);
      return second !== first && verified(second, token);
    },
  };
}

interface Known {
  readonly client: OAuth2Client;
  /** PEM by key id. */
  readonly byId: Readonly<Record<string, string>>;
  readonly at: number;
}

async function connect(keys: string): Promise<OAuth2Client> {
  const { OAuth2Client } = await import('google-auth-library');
  return new OAuth2Client({ endpoints: { oauth2IapPublicKeyUrl: keys } });
}
