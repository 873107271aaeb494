import type { Block } from '../domain/block.ts';
import type { ChannelConfig } from '../domain/channels.ts';
import { ChannelFailure } from './channel-failure.ts';
import { fittingBlocks } from './fitting-blocks.ts';
import { jiraAdf } from './jira-adf.ts';
import { jiraWiki } from './jira-wiki.ts';

/** Of a description or comment, in characters, unless the administrator allows fewer (`jira.text.field.character.limit`). */
const LONGEST_TEXT = 32_767;

/** Wherein Jira Cloud and Jira Data Center differ. */
export interface JiraEdition {
  readonly api: string;
  /** What proves who asks. */
  readonly authorization: (user: string | undefined, token: string) => string;
  /** Blocks as a description or comment takes them, cut to what it holds; not so `last`, which is to be short. */
  readonly written: (blocks: readonly Block[], last?: readonly Block[]) => object | string;
}

export const JIRA_EDITIONS: Readonly<Record<ChannelConfig<'jira'>['edition'], JiraEdition>> = {
  // https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/
  cloud: {
    api: '/rest/api/3',
    authorization: (user, token) => {
      if (user === undefined)
        throw new ChannelFailure(
          'refused',
          'Jira Cloud is asked by a user and his API token; set `user` of the channel to his mail address.',
        );
      return `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;
    },
    // Jira does not say what of a document it counts; the whole of it as JSON is never less than what that is.
    written: (blocks, last = []) =>
      jiraAdf(fitting(blocks, last, (some) => JSON.stringify(jiraAdf(some)).length)),
  },
  // https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html
  'data-center': {
    api: '/rest/api/2',
    authorization: (_user, token) => `Bearer ${token}`,
    written: (blocks, last = []) =>
      jiraWiki(fitting(blocks, last, (some) => jiraWiki(some).length)),
  },
};

function fitting(
  blocks: readonly Block[],
  last: readonly Block[],
  lengthOf: (blocks: readonly Block[]) => number,
): readonly Block[] {
  const fits = (some: readonly Block[]) => lengthOf([...some, ...last]) <= LONGEST_TEXT;
  return [...fittingBlocks(blocks, fits), ...last];
}
