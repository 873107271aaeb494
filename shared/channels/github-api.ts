import { request } from '@octokit/request';
import type { ChannelConfig } from '../domain/channels.ts';
import { ask, type ChannelAnswer, type ChannelRequest } from './ask.ts';
import { ChannelFailure } from './channel-failure.ts';
import type { ChannelPorts } from './ports.ts';

/** Where an issue was that is there no more, or was taken to another repository. */
const NOT_THERE: readonly number[] = [301, 404, 410];
/** What GitHub asks for where it limits what is written without saying for how long. */
const SECONDARY_LIMIT_SECONDS = 60;

interface GitHubRequest extends Pick<ChannelRequest, 'method' | 'url'> {
  /** An object, where there is any. */
  readonly body?: unknown;
}

/**
 * octokit writes the requests down, and they go where all of Bailiff's go, so that their failures are told apart in one
 * place. https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export function githubApi(
  { repository, api, token }: ChannelConfig<'github'>,
  { fetch, secret, timeoutMs }: ChannelPorts,
) {
  const { endpoint } = request.defaults({ baseUrl: api.replace(/\/+$/, '') });
  const [owner = '', repo = ''] = repository.split('/');
  const place = { owner, repo };

  return { endpoint, place, send, sendTo };

  async function send(
    { method, url, body }: GitHubRequest,
    also: readonly number[] = [],
  ): Promise<ChannelAnswer> {
    const key = await secret(token);
    const headers = {
      authorization: `Bearer ${key}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    };
    const asked = { system: 'GitHub', method, url, headers, also, timeoutMs };
    const sent = typeof body === 'object' && body !== null ? { body } : {};
    try {
      return await ask(fetch, { ...asked, ...sent, secrets: [key] });
    } catch (error) {
      if (!(error instanceof ChannelFailure) || !/rate limit/i.test(error.message)) throw error;
      const { retryAfterSeconds = SECONDARY_LIMIT_SECONDS } = error;
      throw new ChannelFailure('rate-limited', error.message, { retryAfterSeconds });
    }
  }

  /** About one issue. Throws ChannelFailure `gone` where it is missing from a repository that answers otherwise. */
  async function sendTo(id: string, wanted: GitHubRequest): Promise<ChannelAnswer> {
    const answer = await send(wanted, NOT_THERE);
    if (!NOT_THERE.includes(answer.status)) return answer;
    await send(endpoint('GET /repos/{owner}/{repo}/issues', { ...place, per_page: 1 }));
    const message = `GitHub has no issue ${id} in ${repository} any more: it was deleted or moved.`;
    throw new ChannelFailure('gone', message);
  }
}
