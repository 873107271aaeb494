import { describe, expect, test } from 'vitest';
import { NoCredentials } from '../../../shared/http/credentials.ts';
import type { Fetch } from '../../../shared/http/fetch.ts';
import { identityToken } from '../../../shared/http/identity-token.ts';
import { Unanswered } from '../../../shared/http/unanswered.ts';

function answering(...answers: readonly (readonly [number, string])[]) {
  const asked: string[] = [];
  const rest = [...answers];
  const fetch: Fetch = async (url) => {
    asked.push(url);
    const [status, text] = rest.shift() ?? [500, ''];
    return { status, arrayBuffer: async () => new TextEncoder().encode(text).buffer };
  };
  return { asked, fetch };
}

function tokenUntil(seconds: number): string {
  return `h.${Buffer.from(JSON.stringify({ exp: seconds })).toString('base64url')}.s`;
}

const soon = Math.floor(Date.now() / 1000) + 60;
const later = soon + 3_600;

describe('an identity token', () => {
  test('is asked for by audience, and kept until shortly before it ends', async () => {
    const { asked, fetch } = answering([200, tokenUntil(soon)], [200, `${tokenUntil(later)}\n`]);
    const proof = identityToken('metadata:80', fetch, 'https://a.example/?x');
    expect(await proof()).toEqual({ authorization: `Bearer ${tokenUntil(soon)}` });
    expect(await proof()).toEqual({ authorization: `Bearer ${tokenUntil(later)}` });
    expect(await proof()).toEqual({ authorization: `Bearer ${tokenUntil(later)}` });
    expect(asked).toHaveLength(2);
    expect(asked[0]).toBe(
      'http://metadata:80/computeMetadata/v1/instance/service-accounts/default/identity?audience=https%3A%2F%2Fa.example%2F%3Fx&format=full',
    );
  });

  test.each([
    [404, 'no account'],
    [200, 'no.token'],
    [200, ''],
  ])('that is none is not sent (%i %j)', async (status, text) => {
    const { fetch } = answering([status, text]);
    await expect(identityToken('metadata', fetch, 'x')()).rejects.toBeInstanceOf(NoCredentials);
  });

  test.each([429, 503])('is asked for again after %i', async (status) => {
    const { fetch } = answering([status, '']);
    await expect(identityToken('metadata', fetch, 'x')()).rejects.toBeInstanceOf(Unanswered);
  });
});
