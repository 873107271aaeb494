import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { NoCredentials } from '../../../shared/http/credentials.ts';
import type { FetchRequest } from '../../../shared/http/fetch.ts';
import { metadataServer } from '../../../shared/http/metadata-server.ts';
import { Unanswered } from '../../../shared/http/unanswered.ts';

interface Said {
  readonly status: number;
  readonly body: string;
}
const token = (name: string): Said => ({
  status: 200,
  body: JSON.stringify({ access_token: name, expires_in: 3600, token_type: 'Bearer' }),
});

/** A metadata server that says one thing after the other, and the last from then on. */
function saying(...said: readonly Said[]) {
  const asked: (Pick<FetchRequest, 'method' | 'headers'> & { url: string })[] = [];
  const credentials = metadataServer('metadata.test', async (url, { method, headers }) => {
    asked.push({ url, method, headers });
    const { status, body } = said[Math.min(asked.length, said.length) - 1] ?? token('none');
    return { status, arrayBuffer: async () => new TextEncoder().encode(body).buffer };
  });
  return { asked, credentials };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 0 }));
afterEach(() => void vi.useRealTimers());

describe('the metadata server', () => {
  test('is asked in its own way, once for all who wait', async () => {
    const { asked, credentials } = saying(token('first'));
    expect(await Promise.all([credentials(), credentials()])).toEqual([
      { authorization: 'Bearer first' },
      { authorization: 'Bearer first' },
    ]);
    expect(asked).toEqual([
      {
        url: 'http://metadata.test/computeMetadata/v1/instance/service-accounts/default/token',
        method: 'GET',
        headers: { 'metadata-flavor': 'Google' },
      },
    ]);
  });

  test('is asked again four minutes before the token ends, and not earlier', async () => {
    const { asked, credentials } = saying(token('first'), token('second'));
    await credentials();
    vi.setSystemTime(55 * 60_000);
    expect(await credentials()).toEqual({ authorization: 'Bearer first' });
    vi.setSystemTime(56 * 60_000);
    expect(await credentials()).toEqual({ authorization: 'Bearer second' });
    expect(asked).toHaveLength(2);
  });

  test('is asked again after it failed, and failing for a moment is no lack of credentials', async () => {
    const { credentials } = saying({ status: 503, body: '' }, token('first'));
    await expect(credentials()).rejects.toEqual(new Unanswered('unreached', 'HTTP 503'));
    expect(await credentials()).toEqual({ authorization: 'Bearer first' });
  });

  test.each([
    { status: 404, body: 'no service account' },
    { status: 200, body: '{"access_token":"secret"' },
    { status: 200, body: '{"access_token":"secret"}' },
  ])('that gives no token is named, and what it said is not repeated: %j', async (said) => {
    const { credentials } = saying(said);
    await expect(credentials()).rejects.toEqual(
      new NoCredentials(
        `The metadata server at metadata.test gives no token (HTTP ${said.status})`,
        'have the function run as a service account.',
      ),
    );
  });
});
