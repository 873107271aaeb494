import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onlyFrom } from '../../../shared/push/caller.ts';

const EMAIL = 'bailiff-push-evaluate@bailiff-prod.iam.gserviceaccount.com';
const AUDIENCE = 'https://evaluate-abc-uc.a.run.app/';
const google = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });

let answers = 0;
let status = 200;
let server: Server;
let certificates = '';
beforeAll(async () => {
  const keys = { k1: google.publicKey.export({ type: 'spki', format: 'pem' }) };
  server = createServer((_request, response) => {
    answers += 1;
    const headers = { 'content-type': 'application/json', 'cache-control': 'max-age=600' };
    response.writeHead(status, { ...headers, connection: 'close' }).end(JSON.stringify(keys));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  certificates = `http://127.0.0.1:${(server.address() as AddressInfo).port}/certs`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const now = Math.floor(Date.now() / 1000);
const right = {
  iss: 'https://accounts.google.com',
  aud: AUDIENCE,
  sub: '104',
  email: EMAIL,
  email_verified: true,
  iat: now - 10,
  exp: now + 3590,
};
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Signing {
  readonly header?: object;
  readonly key?: typeof google.privateKey;
  readonly signature?: string;
}
function token(claims: object, { header, key = google.privateKey, signature }: Signing = {}) {
  const text = `${part({ alg: 'RS256', kid: 'k1', typ: 'JWT', ...header })}.${part(claims)}`;
  return `${text}.${signature ?? createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
}
const without = (name: keyof typeof right) => ({ ...right, [name]: undefined });

const check = (signature: 'checked-here' | 'checked-by-cloud-run') => {
  const only = onlyFrom({ email: EMAIL, audience: AUDIENCE, signature }, certificates);
  if (only === undefined) throw new Error('nobody is checked');
  return only;
};
const unauthenticated = (why: string) => ({ status: 401, why });
const OTHER = { status: 403, why: 'Only its own subscription may push to this function.' };
const NO_ID_TOKEN = unauthenticated('Its token is no ID token.');
const UNSIGNED = unauthenticated('Its token is not signed by Google.');
const NO_TOKEN = unauthenticated('It has no bearer token.');
const STRANGE = unauthenticated('Its token is not from Google.');
const ELSEWHERE = unauthenticated('Its token is for another audience.');

describe('a push is let in', () => {
  test.each([
    ['with the token of its own subscription', right],
    ['from the issuer without a scheme', { ...right, iss: 'accounts.google.com' }],
    ['a minute after its token expired, since clocks differ', { ...right, exp: now - 60 }],
  ])('%s', async (_, claims) => {
    expect(await check('checked-here')(`Bearer ${token(claims)}`)).toBeUndefined();
    expect(await check('checked-by-cloud-run')(`bearer ${token(claims)}`)).toBeUndefined();
  });

  test('by everyone where no identity is set', () => {
    expect(onlyFrom(undefined)).toBeUndefined();
  });
});

/** What makes a token wrong, however its signature is checked. */
const WRONG = [
  ['for another audience', { ...right, aud: 'https://notify-abc-uc.a.run.app/' }, ELSEWHERE],
  [
    'for an audience that differs by its slash',
    { ...right, aud: AUDIENCE.slice(0, -1) },
    ELSEWHERE,
  ],
  ['for several audiences', { ...right, aud: [AUDIENCE] }, NO_ID_TOKEN],
  ['for no audience', without('aud'), NO_ID_TOKEN],
  ['of another issuer', { ...right, iss: 'https://accounts.google.com.evil.example' }, STRANGE],
  ['of the issuer that the client library adds', { ...right, iss: 'googleapis.com' }, STRANGE],
  ['expired', { ...right, exp: now - 301 }, unauthenticated('Its token has expired.')],
  ['without an end', without('exp'), NO_ID_TOKEN],
  ['of another account', { ...right, email: `x${EMAIL}` }, OTHER],
  ['of the account in capitals', { ...right, email: EMAIL.toUpperCase() }, OTHER],
  ['without an account', without('email'), OTHER],
  ['with an unverified email', { ...right, email_verified: false }, OTHER],
  ['that does not say whether its email is verified', without('email_verified'), OTHER],
] as const;

describe('a push is refused', () => {
  test.each(WRONG)('with a token %s', async (_, claims, refusal) => {
    expect(await check('checked-here')(`Bearer ${token(claims)}`)).toEqual(refusal);
    const removed = token(claims, { signature: 'SIGNATURE_REMOVED_BY_GOOGLE' });
    expect(await check('checked-by-cloud-run')(`Bearer ${removed}`)).toEqual(refusal);
  });

  test.each([
    ['without a header', undefined, NO_TOKEN],
    ['with an empty header', '', NO_TOKEN],
    ['with another scheme', `Basic ${token(right)}`, NO_TOKEN],
    ['with more than a token', `Bearer ${token(right)} x`, NO_TOKEN],
    ['with an access token', 'Bearer ya29.a0Af', NO_ID_TOKEN],
    ['with a fourth segment', `Bearer ${token(right)}.x`, NO_ID_TOKEN],
    ['with claims that are no JSON', 'Bearer e30.e3.e30', NO_ID_TOKEN],
    ['with claims that are a list', `Bearer e30.${part([right])}.e30`, NO_ID_TOKEN],
    ['signed by a stranger', `Bearer ${token(right, { key: stranger.privateKey })}`, UNSIGNED],
    [
      'signed with a key of another id',
      `Bearer ${token(right, { header: { kid: 'k2' } })}`,
      UNSIGNED,
    ],
    [
      'with an inherited name as key id',
      `Bearer ${token(right, { header: { kid: 'toString' } })}`,
      UNSIGNED,
    ],
    ['with no signature', `Bearer ${token(right, { signature: '' })}`, UNSIGNED],
    [
      'with the algorithm none',
      `Bearer ${token(right, { header: { alg: 'none' }, signature: '' })}`,
      UNSIGNED,
    ],
    [
      'with the algorithm none and no key id',
      `Bearer ${token(right, { header: { alg: 'none', kid: undefined }, signature: '' })}`,
      UNSIGNED,
    ],
    [
      'with a life beyond what Google gives',
      `Bearer ${token({ ...right, exp: now + 999_999 })}`,
      UNSIGNED,
    ],
    ['from the future', `Bearer ${token({ ...right, iat: now + 900 })}`, UNSIGNED],
  ])('%s', async (_, header, refusal) => {
    expect(await check('checked-here')(header)).toEqual(refusal);
    expect(await check('checked-by-cloud-run')(header)).toEqual(refusal);
  });
});

describe('a token whose signature Cloud Run removed', () => {
  const removed = `Bearer ${token(right, { signature: 'SIGNATURE_REMOVED_BY_GOOGLE' })}`;

  test('is let in where Cloud Run checks it, without a look at certificates', async () => {
    answers = 0;
    expect(await check('checked-by-cloud-run')(removed)).toBeUndefined();
    expect(answers).toBe(0);
  });

  test('is refused where everyone could write those words', async () => {
    expect(await check('checked-here')(removed)).toEqual(
      unauthenticated(
        'Cloud Run removed the signature of its token, and this function was not told that Cloud Run checks it.',
      ),
    );
  });

  test.each(['removed_by_google', 'SIGNATURE_REMOVED_BY_GOOGLE_', 'xSIGNATURE_REMOVED_BY_GOOGLE'])(
    'is told from one that ends in %s',
    async (signature) => {
      const only = check('checked-by-cloud-run');
      expect(await only(`Bearer ${token(right, { signature })}`)).toEqual(UNSIGNED);
    },
  );
});

describe('certificates', () => {
  test('are fetched once for as long as they last', async () => {
    answers = 0;
    const only = check('checked-here');
    await only(`Bearer ${token(right)}`);
    await only(`Bearer ${token(right)}`);
    expect(answers).toBe(1);
  });

  test('that cannot be fetched are no verdict on the caller', async () => {
    status = 404;
    const asked = check('checked-here')(`Bearer ${token(right)}`);
    await expect(asked).rejects.toThrow('Failed to retrieve verification certificates');
    status = 200;
  });
});
