import { z } from 'zod';
import { answered } from './answered.ts';
import { ask, type ChannelAnswer, type ChannelRequest } from './ask.ts';
import { askedOnce } from './asked-once.ts';
import { ChannelFailure } from './channel-failure.ts';
import { hasNextPage } from './has-next-page.ts';
import { issueTickets } from './issue-tickets.ts';
import type { Issue, IssueTracker } from './issue-tracker.ts';
import type { Connect } from './ports.ts';

const IssueAnswer = z.object({
  iid: z.int(),
  web_url: z.url({ protocol: /^https?$/ }),
  state: z.enum(['opened', 'closed']),
  description: z.string().nullish(),
  labels: z.array(z.string()),
  author: z.object({ id: z.int() }).nullish(),
});
const Notes = z.array(z.object({ body: z.string(), author: z.object({ id: z.int() }).nullish() }));
type IssueAnswer = z.output<typeof IssueAnswer>;

/**
 * GitLab Issues, of gitlab.com or a site of one's own, with a token of scope `api` and the role Reporter (Planner).
 * https://docs.gitlab.com/api/issues
 */
export const connectGitlab: Connect<'gitlab'> = ({ project, site, token }, ports) => {
  const api = `${site.replace(/\/+$/, '')}/api/v4`;
  const issues = `${api}/projects/${encodeURIComponent(project)}/issues`;
  const own = askedOnce(async () => {
    const me = await send('GET', `${api}/user`);
    return answered('GitLab', z.object({ id: z.int() }), me).id;
  });

  const tracker: IssueTracker = {
    longestTitle: 255,
    // A description may have 1,048,576 of them, a note a million.
    longestText: 1_000_000,
    newest: async (labels, page) => {
      const answer = await send('GET', listing({ labels, per_page: '100', page: String(page) }));
      return { items: await issuesOf(answer), more: hasNextPage(answer) };
    },
    search: async (words) =>
      issuesOf(await send('GET', listing({ search: words, in: 'description', per_page: '100' }))),
    create: async ({ title, text, labels }) => {
      const answer = await send('POST', issues, { title, description: text, labels });
      return issueOf(answered('GitLab', IssueAnswer, answer), undefined);
    },
    read: async (id) => {
      const answer = await sendTo(id, 'GET', '');
      return issueOf(answered('GitLab', IssueAnswer, answer), await own());
    },
    write: async (id, { title, text, labels }) => {
      await sendTo(id, 'PUT', '', { title, description: text, labels });
    },
    move: async (id, to) => {
      await sendTo(id, 'PUT', '', { state_event: to === 'closed' ? 'close' : 'reopen' });
    },
    remarks: async (id, page) => {
      const newest = new URLSearchParams({ sort: 'desc', order_by: 'created_at' });
      const answer = await sendTo(id, 'GET', `/notes?${newest}&per_page=100&page=${page}`);
      const me = await own();
      const items = answered('GitLab', Notes, answer).map(({ body, author }) => ({
        text: body,
        own: author?.id === me,
      }));
      return { items, more: hasNextPage(answer) };
    },
    say: async (id, body) => {
      await sendTo(id, 'POST', '/notes', { body });
    },
  };
  return { tickets: issueTickets(tracker) };

  function listing(wanted: Readonly<Record<string, string>>): string {
    const order = { state: 'all', scope: 'all', order_by: 'created_at', sort: 'desc' };
    return `${issues}?${new URLSearchParams({ ...order, ...wanted })}`;
  }

  async function send(
    method: ChannelRequest['method'],
    url: string,
    body?: object,
    also: readonly number[] = [],
  ): Promise<ChannelAnswer> {
    const key = await ports.secret(token);
    const asked = { system: 'GitLab', method, url, also, secrets: [key] };
    const headers = { 'private-token': key };
    const { fetch, timeoutMs } = ports;
    return ask(fetch, { ...asked, headers, timeoutMs, ...(body === undefined ? {} : { body }) });
  }

  /** About one issue. Throws ChannelFailure `gone` where it is missing from a project that answers otherwise. */
  async function sendTo(
    id: string,
    method: ChannelRequest['method'],
    path: string,
    body?: object,
  ): Promise<ChannelAnswer> {
    const answer = await send(method, `${issues}/${id}${path}`, body, [404]);
    if (answer.status !== 404) return answer;
    await send('GET', listing({ per_page: '1' }));
    const message = `GitLab has no issue ${id} in ${project} any more: it was deleted or moved.`;
    throw new ChannelFailure('gone', message);
  }

  async function issuesOf(answer: ChannelAnswer): Promise<readonly Issue[]> {
    const found = answered('GitLab', z.array(IssueAnswer), answer);
    if (found.length === 0) return [];
    const me = await own();
    return found.map((issue) => issueOf(issue, me));
  }
};

/** `me` is left out of what Bailiff has just made itself. */
function issueOf(answer: IssueAnswer, me: number | undefined): Issue {
  const { iid, web_url, state, description, labels, author } = answer;
  return {
    id: String(iid),
    url: web_url,
    state: state === 'opened' ? 'open' : 'closed',
    text: description ?? '',
    labels,
    own: me === undefined || author?.id === me,
  };
}
