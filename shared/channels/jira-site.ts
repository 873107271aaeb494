import { z } from 'zod';
import type { ChannelConfig } from '../domain/channels.ts';
import { answered } from './answered.ts';
import { ask, type ChannelAnswer, type ChannelRequest } from './ask.ts';
import { JIRA_EDITIONS, type JiraEdition } from './jira-edition.ts';
import type { ChannelPorts } from './ports.ts';

const Issue = z.object({
  id: z.string(),
  key: z.string(),
  fields: z.object({
    labels: z.array(z.string()).default([]),
    status: z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }) }),
  }),
});
export type JiraIssue = z.output<typeof Issue>;
/** What of an issue is read. */
export const ISSUE_FIELDS = ['labels', 'status'] as const;
export const Issues = z.object({ issues: z.array(Issue).default([]) });

/** One Jira, as the channel's token. */
export interface JiraSite {
  readonly config: ChannelConfig<'jira'>;
  readonly edition: JiraEdition;
  /** Without a slash at its end. */
  readonly address: string;
  /** One request below the edition's API. Throws as ask does. */
  readonly call: (
    method: ChannelRequest['method'],
    path: string,
    rest?: Pick<ChannelRequest, 'body' | 'also'>,
  ) => Promise<ChannelAnswer>;
  /** `undefined` for what is not there, or not for this token. */
  readonly issue: (key: string) => Promise<JiraIssue | undefined>;
}

export function jiraSite(
  config: ChannelConfig<'jira'>,
  { fetch, secret }: Pick<ChannelPorts, 'fetch' | 'secret'>,
): JiraSite {
  const edition = JIRA_EDITIONS[config.edition];
  const address = config.site.replace(/\/+$/, '');
  const call: JiraSite['call'] = async (method, path, rest = {}) => {
    const token = await secret(config.token);
    const authorization = edition.authorization(config.user, token);
    const secrets = [token, authorization.replace(/^\w+ /, '')];
    const url = `${address}${edition.api}/${path}`;
    return ask(fetch, {
      system: 'Jira',
      method,
      url,
      headers: { authorization },
      secrets,
      ...rest,
    });
  };
  return {
    config,
    edition,
    address,
    call,
    issue: async (key) => {
      const path = `issue/${encodeURIComponent(key)}?fields=${ISSUE_FIELDS.join(',')}`;
      const answer = await call('GET', path, { also: [404] });
      return answer.status === 404 ? undefined : answered('Jira', Issue, answer);
    },
  };
}

/** Whether people take it for done: by its category, or by the name that the channel closes with. */
export function isClosed({ fields: { status } }: JiraIssue, closed: string): boolean {
  return status.statusCategory.key === 'done' || isNamed(status.name, closed);
}

/** Jira's own comparison of names knows no case. */
export function isNamed(name: string, wanted: string): boolean {
  return name.toLowerCase() === wanted.toLowerCase();
}
