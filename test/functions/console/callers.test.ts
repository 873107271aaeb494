import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callersOf } from '../../../functions/console/callers.ts';
import { serveKeys, signedToken, tokenWithoutSignature } from '../../shared/token/signing.ts';

const IAP = '/projects/310000000009/locations/europe-west1/services/bailiff-console';
const OWN = 'https://europe-west1-bailiff-prod.cloudfunctions.net/bailiff-console';
const GCLOUD = '32555940559.apps.googleusercontent.com';
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const now = Math.floor(Date.now() / 1000);
const known = (by: string) => ({ kind: 'known', by });
const nobody = (why: string) => ({ kind: 'nobody', why });

let google: Awaited<ReturnType<typeof serveKeys>>;
beforeAll(async () => {
  google = await serveKeys();
});
afterAll(() => google.close());

describe('behind Identity-Aware Proxy', () => {
  const right = {
    iss: 'https://cloud.google.com/iap',
    aud: IAP,
    sub: 'accounts.google.com:104',
    email: 'Admin@example.com',
    iat: now - 10,
    exp: now + 590,
  };
  const ask = (headers: Record<string, string>, audiences = [IAP]) =>
    callersOf(
      { guard: 'iap', audiences },
      { iap: `${google.root}/iap/verify/public_key` },
    )(new Headers(headers));
  const asserted = (claims: object, key = google.proxy, header?: object) =>
    ask({ 'x-goog-iap-jwt-assertion': signedToken('ES256', key, claims, header) });

  it.each([
    ['the person whom its token names', right, 'user:admin@example.com'],
    [
      'a service account',
      { ...right, email: 'deployer@identity-prod.iam.gserviceaccount.com' },
      'serviceAccount:deployer@identity-prod.iam.gserviceaccount.com',
    ],
    [
      'whose token ended within what clocks differ by',
      { ...right, exp: now - 5 },
      'user:admin@example.com',
    ],
  ])('lets in %s', async (_, claims, by) => {
    expect(await asserted(claims)).toEqual(known(by));
  });

  it('lets in by the audience of a load balancer’s backend too, where that is set', async () => {
    const backend = '/projects/310000000009/global/backendServices/7';
    const token = signedToken('ES256', google.proxy, { ...right, aud: backend });
    const headers = { 'x-goog-iap-jwt-assertion': token };
    expect(await ask(headers, [IAP, backend])).toEqual(known('user:admin@example.com'));
    expect(await ask(headers)).toEqual(nobody('Its token is for another audience.'));
  });

  const NO_ACCOUNT = 'Its token names neither a person nor a service account.';
  it.each([
    ['another audience', { ...right, aud: `${IAP}-2` }, 'Its token is for another audience.'],
    [
      'another issuer',
      { ...right, iss: 'https://accounts.google.com' },
      'Its token is not from Google.',
    ],
    ['an end in the past', { ...right, exp: now - 60 }, 'Its token has expired.'],
    [
      'a beginning in the future',
      { ...right, iat: now + 900 },
      'Its token is not signed by Google.',
    ],
    [
      'a longer life than the proxy gives',
      { ...right, exp: now + 9000 },
      'Its token is not signed by Google.',
    ],
    ['no email', { ...right, email: undefined }, NO_ACCOUNT],
    ['no address', { ...right, email: 'admin' }, NO_ACCOUNT],
    [
      'somebody of an identity provider of one’s own',
      { ...right, sub: 'securetoken.google.com/bailiff-prod:104' },
      'Its token names no Google account.',
    ],
    ['nobody by a number', { ...right, sub: undefined }, 'Its token names no Google account.'],
  ])('refuses a token with %s', async (_, claims, why) => {
    expect(await asserted(claims)).toEqual(nobody(why));
  });

  it('refuses what the proxy did not sign', async () => {
    const unsigned = nobody('Its token is not signed by Google.');
    expect(await asserted(right, stranger.privateKey)).toEqual(unsigned);
    expect(await asserted(right, google.proxy, { kid: 'k2' })).toEqual(unsigned);
    const removed = { 'x-goog-iap-jwt-assertion': tokenWithoutSignature(right) };
    expect(await ask(removed)).toMatchObject({ kind: 'nobody' });
    const text = signedToken('ES256', google.proxy, right);
    expect(await ask({ 'x-goog-iap-jwt-assertion': `${text}, ${text}` })).toMatchObject({
      kind: 'nobody',
    });
  });

  it('believes no other header', async () => {
    const why = 'Identity-Aware Proxy did not let this request in.';
    expect(
      await ask({
        'x-goog-authenticated-user-email': 'accounts.google.com:admin@example.com',
        authorization: `Bearer ${signedToken('ES256', google.proxy, right)}`,
      }),
    ).toEqual(nobody(why));
  });
});

describe('behind Cloud Run’s IAM', () => {
  const right = {
    iss: 'https://accounts.google.com',
    aud: OWN,
    sub: '104',
    email: 'admin@example.com',
    email_verified: true,
    iat: now - 10,
    exp: now + 3590,
  };
  const ask = (headers: Record<string, string>, audiences = [OWN]) =>
    callersOf(
      { guard: 'cloud-run', audiences },
      { certificates: `${google.root}/oauth2/v1/certs` },
    )(new Headers(headers));
  const bearer = (claims: object) => `Bearer ${tokenWithoutSignature(claims)}`;

  it.each(['authorization', 'x-serverless-authorization'])(
    'lets in whom the token in %s names, with a signature or without',
    async (header) => {
      const admin = known('user:admin@example.com');
      expect(await ask({ [header]: bearer(right) })).toEqual(admin);
      const signed = `Bearer ${signedToken('RS256', google.accounts, right)}`;
      expect(await ask({ [header]: signed })).toEqual(admin);
    },
  );

  it('goes by the header that Cloud Run checks where both are there: the other may hold any words', async () => {
    const forged = bearer({ ...right, email: 'chief@example.com' });
    expect(
      await ask({ authorization: forged, 'x-serverless-authorization': bearer(right) }),
    ).toEqual(known('user:admin@example.com'));
    for (const checked of ['', 'Basic eDp5'])
      expect(await ask({ authorization: forged, 'x-serverless-authorization': checked })).toEqual(
        nobody('It has no bearer token.'),
      );
  });

  it('lets in gcloud’s tokens for people only where its client is an audience', async () => {
    const token = { authorization: bearer({ ...right, aud: GCLOUD }) };
    expect(await ask(token)).toEqual(nobody('Its token is for another audience.'));
    expect(await ask(token, [OWN, GCLOUD])).toEqual(known('user:admin@example.com'));
  });

  const UNVERIFIED = 'Its token names no verified email.';
  it.each([
    ['without a token', {}, 'It has no bearer token.'],
    ['twice', { authorization: `${bearer(right)}, ${bearer(right)}` }, 'It has no bearer token.'],
    ['by an access token', { authorization: 'Bearer ya29.a0Af' }, 'Its token is no ID token.'],
    [
      'by an unverified email',
      { authorization: bearer({ ...right, email_verified: false }) },
      UNVERIFIED,
    ],
    [
      'by no email',
      { authorization: bearer({ ...right, email: undefined }) },
      'Its token names neither a person nor a service account.',
    ],
    [
      'by an expired token',
      { authorization: bearer({ ...right, exp: now - 301 }) },
      'Its token has expired.',
    ],
    [
      'by the proxy’s header',
      { 'x-goog-iap-jwt-assertion': tokenWithoutSignature(right) },
      'It has no bearer token.',
    ],
  ])('refuses whoever asks %s', async (_, headers, why) => {
    expect(await ask(headers as Record<string, string>)).toEqual(nobody(why));
  });

  it('refuses what Google’s accounts did not sign', async () => {
    const forged = signedToken('RS256', google.accounts, right, { kid: 'k2' });
    expect(await ask({ authorization: `Bearer ${forged}` })).toEqual(
      nobody('Its token is not signed by Google.'),
    );
  });
});
