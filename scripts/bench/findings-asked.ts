import type { First } from './function-process.ts';

/** For whom the tokens of the console's callers are. */
export const CONSOLE_AUDIENCE =
  'https://us-central1-bailiff-prod.cloudfunctions.net/bailiff-console';

/** The findings, as Cloud Run hands the question on when it has checked the token and taken its signature off. */
export function findingsAsked(): First {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: 'https://accounts.google.com',
    aud: CONSOLE_AUDIENCE,
    email: 'admin@example.com',
    email_verified: true,
    exp: Math.floor(Date.now() / 1000) + 3600,
  };
  const token = `${part({ alg: 'RS256' })}.${part(claims)}.SIGNATURE_REMOVED_BY_GOOGLE`;
  return { path: '/api/findings', headers: { authorization: `Bearer ${token}` } };
}
