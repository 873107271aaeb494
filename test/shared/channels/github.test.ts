import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TicketSystem } from '../../../shared/channels/channel.ts';
import { connectGithub } from '../../../shared/channels/github.ts';
import type { Fetch } from '../../../shared/http/fetch.ts';
import { anyDraft, anyNote } from './any-draft.ts';
import { type GitHubServer, startGitHub } from './github-server.ts';
import { portsWith } from './ports.ts';

const TOKEN = 'projects/bailiff-prod/secrets/github/versions/1';
const FINGERPRINT = '0123456789abcdef0123456789abcdef';
const OURS = { author: 'ours', text: `x\n\n<!-- bailiff:${FINGERPRINT} -->` } as const;

describe('GitHub', () => {
  let vendor: GitHubServer;
  beforeEach(async () => {
    vendor = await startGitHub();
  });
  afterEach(() => vendor.close());

  function tickets(different: { readonly token?: string; readonly repository?: string } = {}) {
    const { token = 'github-token', repository = 'example/security' } = different;
    return ticketsBy(
      connectGithub({ repository, api: `${vendor.url}/`, token: TOKEN }, portsWith(token)),
    );
  }

  test('is asked for the newest issues first, and its search only where they are others', async () => {
    vendor.add(OURS);
    expect(await tickets().find(FINGERPRINT)).toBeUndefined();
    vendor.index();
    expect(await tickets().find(FINGERPRINT)).toMatchObject({ id: '1' });
    vendor.add({ ...OURS, labels: ['bailiff'] });
    const before = vendor.requests.length;
    expect(await tickets().find(FINGERPRINT)).toMatchObject({ id: '2' });
    expect(vendor.requests.slice(before).map(({ path }) => path)).toEqual([
      '/repos/example/security/issues',
      '/user',
    ]);
  });

  test('finds what says the words of the search, and only the issue with the mark is believed', async () => {
    vendor.add({ author: 'ours', text: `It is about ${FINGERPRINT}.` });
    vendor.add({ ...OURS, author: 'stranger' });
    vendor.add({ ...OURS, isPullRequest: true });
    vendor.index();
    expect(await tickets().find(FINGERPRINT)).toBeUndefined();
  });

  test('says that it is missing where the repository is, not that the ticket is gone', async () => {
    const nowhere = tickets({ repository: 'example/nowhere' });
    await expect(nowhere.comment('1', anyNote())).rejects.toMatchObject({
      kind: 'refused',
      message: 'GitHub answered 404 to GET /repos/example/nowhere/issues: Not Found.',
    });
  });

  test('is told no secret in what fails', async () => {
    const failing = tickets({ token: 'a-secret-token' }).open(anyDraft());
    await expect(failing).rejects.toMatchObject({
      kind: 'refused',
      message: 'GitHub answered 401 to POST /repos/example/security/issues: Bad credentials.',
    });
  });
});

test.each([
  [403, { 'retry-after': '30' }, 'You have exceeded a secondary rate limit', 30],
  [403, {}, 'You have exceeded a secondary rate limit', 60],
  [429, {}, 'API rate limit exceeded', 60],
] as const)('waits after %i with %j', async (status, headers, message, retryAfterSeconds) => {
  const fetch: Fetch = async () => Response.json({ message }, { status, headers });
  const config = { repository: 'a/b', api: 'https://api.github.com', token: TOKEN };
  const { open } = ticketsBy(connectGithub(config, portsWith('x', { fetch })));
  const expected = { kind: 'rate-limited', retryAfterSeconds };
  await expect(open(anyDraft())).rejects.toMatchObject(expected);
});

function ticketsBy({ tickets }: { readonly tickets?: TicketSystem }): TicketSystem {
  if (tickets === undefined) throw new Error('There is no ticket system.');
  return tickets;
}
