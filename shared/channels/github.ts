import { z } from 'zod';
import { answered } from './answered.ts';
import { askedOnce } from './asked-once.ts';
import { ChannelFailure } from './channel-failure.ts';
import { githubApi } from './github-api.ts';
import { hasNextPage } from './has-next-page.ts';
import { issueTickets } from './issue-tickets.ts';
import type { Issue, IssueTracker } from './issue-tracker.ts';
import type { Connect } from './ports.ts';

/** How far back a comment is looked for whose answer was lost: GitHub lists them from the oldest on. */
const RECENT_MS = 7 * 24 * 60 * 60 * 1000;

const User = z.object({ id: z.int(), type: z.string() });
const IssueAnswer = z.object({
  number: z.int(),
  html_url: z.url({ protocol: /^https?$/ }),
  state: z.enum(['open', 'closed']),
  body: z.string().nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
  user: User.nullish(),
  /** Pull requests are listed as issues. */
  pull_request: z.unknown().optional(),
});
const Comment = z.object({ body: z.string().nullish(), user: User.nullish() });
type IssueAnswer = z.output<typeof IssueAnswer>;
type IsOwn = (user: z.output<typeof User> | null | undefined) => boolean;

/**
 * GitHub Issues, of the cloud or an Enterprise Server, with the token of a user (`Issues: write` on the repository) or
 * of an app's installation. https://docs.github.com/rest/issues
 */
export const connectGithub: Connect<'github'> = (config, ports) => {
  const { endpoint, place, send, sendTo } = githubApi(config, ports);
  const of = (id: string) => ({ ...place, issue_number: Number(id) });
  const wantedIssue = 'GET /repos/{owner}/{repo}/issues/{issue_number}';
  const own = askedOnce(askWho);

  const tracker: IssueTracker = {
    longestTitle: 256,
    longestText: 65_536,
    newest: async (labels, page) => {
      const order = { state: 'all', sort: 'created', direction: 'desc' } as const;
      const asked = { ...place, ...order, labels, per_page: 100, page };
      const answer = await send(endpoint('GET /repos/{owner}/{repo}/issues', asked));
      const issues = answered('GitHub', z.array(IssueAnswer), answer);
      return { items: await issuesOf(issues), more: hasNextPage(answer) };
    },
    search: async (words) => {
      const q = `"${words}" repo:${config.repository} is:issue in:body`;
      const asked = endpoint('GET /search/issues', { q, sort: 'created', order: 'desc' });
      const Found = z.object({ items: z.array(IssueAnswer) });
      return issuesOf(answered('GitHub', Found, await send(asked)).items);
    },
    create: async ({ title, text, labels }) => {
      const issue = { ...place, title, body: text, labels: [...labels] };
      const answer = await send(endpoint('POST /repos/{owner}/{repo}/issues', issue));
      return issueOf(answered('GitHub', IssueAnswer, answer), () => true);
    },
    read: async (id) => {
      const answer = await sendTo(id, endpoint(wantedIssue, of(id)));
      return issueOf(answered('GitHub', IssueAnswer, answer), await own());
    },
    write: (id, { title, text, labels }) => change(id, { title, body: text, labels: [...labels] }),
    move: (id, to) =>
      change(id, { state: to, state_reason: to === 'closed' ? 'completed' : 'reopened' }),
    remarks: async (id, page) => {
      const since = new Date(Date.parse(ports.now()) - RECENT_MS).toISOString();
      const asked = { ...of(id), since, per_page: 100, page };
      const answer = await sendTo(id, endpoint(`${wantedIssue}/comments`, asked));
      const isOwn = await own();
      const items = answered('GitHub', z.array(Comment), answer).map(({ body, user }) => ({
        text: body ?? '',
        own: isOwn(user),
      }));
      return { items, more: hasNextPage(answer) };
    },
    say: async (id, body) => {
      const path = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
      await sendTo(id, endpoint(path, { ...of(id), body }));
    },
  };
  return { tickets: issueTickets(tracker) };

  async function change(
    id: string,
    fields: {
      readonly title?: string;
      readonly body?: string;
      readonly labels?: string[];
      readonly state?: 'open' | 'closed';
      readonly state_reason?: 'completed' | 'reopened';
    },
  ): Promise<void> {
    const path = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';
    await sendTo(id, endpoint(path, { ...of(id), ...fields }));
  }

  async function issuesOf(answers: readonly IssueAnswer[]): Promise<readonly Issue[]> {
    if (answers.length === 0) return [];
    const isOwn = await own();
    return answers
      .filter(({ pull_request }) => pull_request === undefined || pull_request === null)
      .map((answer) => issueOf(answer, isOwn));
  }

  async function askWho(): Promise<IsOwn> {
    try {
      const me = answered('GitHub', User, await send(endpoint('GET /user')));
      return (user) => user?.id === me.id;
    } catch (error) {
      const isApp = error instanceof ChannelFailure && /by integration/.test(error.message);
      if (!isApp) throw error;
      // The token of an app's installation may not ask who it is. What calls itself a bot there is an app that the
      // repository's owner has let in.
      return (user) => user?.type === 'Bot';
    }
  }
};

function issueOf(
  { number, html_url, state, body, labels, user }: IssueAnswer,
  isOwn: IsOwn,
): Issue {
  const names = labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
  return {
    id: String(number),
    url: html_url,
    state,
    text: body ?? '',
    labels: names.filter((name) => name !== ''),
    own: isOwn(user),
  };
}
