import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { identityAwareProxy } from '../../../shared/token/identity-aware-proxy.ts';
import { serveKeys, signedToken } from './signing.ts';

const PATH = '/iap/verify/public_key';
const AUDIENCE = '/projects/310000000009/locations/europe-west1/services/bailiff-console';
const later = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const claims = () => {
  const now = Math.floor(Date.now() / 1000);
  return { iss: 'https://cloud.google.com/iap', aud: AUDIENCE, iat: now, exp: now + 600 };
};

let google: Awaited<ReturnType<typeof serveKeys>>;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  google = await serveKeys();
});
afterEach(async () => {
  vi.useRealTimers();
  await google.close();
});

it('asks for the keys once, and for new ones when a token is of none of them, once a minute', async () => {
  const { signed } = identityAwareProxy([AUDIENCE], `${google.root}${PATH}`);
  const old = () => signedToken('ES256', google.proxy, claims());
  const fresh = () => signedToken('ES256', later.privateKey, claims(), { kid: 'k2' });
  expect([await signed(old()), await signed(old()), google.asked.length]).toEqual([true, true, 1]);
  google.serve(PATH, { k2: later.publicKey });
  expect([await signed(fresh()), google.asked.length]).toEqual([false, 1]);
  vi.setSystemTime(Date.now() + 61_000);
  expect([await signed(fresh()), google.asked.length]).toEqual([true, 2]);
});

it('believes no key for longer than an hour without asking again', async () => {
  const { signed } = identityAwareProxy([AUDIENCE], `${google.root}${PATH}`);
  expect(await signed(signedToken('ES256', google.proxy, claims()))).toBe(true);
  google.serve(PATH, { k2: later.publicKey });
  vi.setSystemTime(Date.now() + 3_601_000);
  expect(await signed(signedToken('ES256', google.proxy, claims()))).toBe(false);
});

it('gives no verdict when the keys cannot be fetched', async () => {
  const { signed } = identityAwareProxy([AUDIENCE], `${google.root}${PATH}`);
  google.serve(PATH, undefined);
  await expect(signed(signedToken('ES256', google.proxy, claims()))).rejects.toThrow(
    'Failed to retrieve verification certificates',
  );
});
