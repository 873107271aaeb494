import type { OAuth2Client } from 'google-auth-library';
import { isVerified, type TokenTerms } from './id-token.ts';

const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];
const CERTIFICATES = 'https://www.googleapis.com/oauth2/v1/certs';

/**
 * Terms on which a token of Google's accounts is believed, of a person's or of a service account's.
 *
 * @param certificates address of the issuer's certificates, PEM by key id. They are kept as long as their answer allows.
 */
export function googleAccounts(
  { audiences, signature }: Pick<TokenTerms, 'audiences' | 'signature'>,
  certificates = CERTIFICATES,
): TokenTerms {
  let client: OAuth2Client | undefined;
  return {
    issuers: ISSUERS,
    audiences,
    // What Google's own libraries allow.
    skewSeconds: 300,
    signature,
    signed: async (token) => {
      client ??= await connect(certificates);
      const { certs } = await client.getFederatedSignonCertsAsync();
      return isVerified(
        client.verifySignedJwtWithCertsAsync(token, certs, [...audiences], ISSUERS),
      );
    },
  };
}

async function connect(certificates: string): Promise<OAuth2Client> {
  // Loaded for a token that is to be verified and not before, since Cloud Run may have done it.
  const { OAuth2Client } = await import('google-auth-library');
  return new OAuth2Client({ endpoints: { oauth2FederatedSignonPemCertsUrl: certificates } });
}
