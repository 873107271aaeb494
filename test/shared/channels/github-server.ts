import { type DocumentedRequest, documented } from './documented.ts';
import {
  type Author,
  type IssueVendor,
  type KeptIssue,
  keeping,
  pageOf,
  ticketsOf,
} from './issue-vendor.ts';
import { startServer, type VendorAnswer } from './vendor.ts';

export interface GitHubServer extends IssueVendor {
  /** The search learns of all that there is by now; until then it knows nothing of it. */
  index(): void;
}

const LIMITED = {
  status: 403,
  headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
  json: { message: 'API rate limit exceeded' },
};

/**
 * GitHub as it is documented (@octokit/openapi), with the repository `example/security` and the token `github-token` of
 * a user, or of an app's installation. An Enterprise Server has a prefix.
 */
export async function startGitHub({ app = false, prefix = '' } = {}): Promise<GitHubServer> {
  const issues: KeptIssue[] = [];
  const add = keeping(issues);
  let indexed: readonly KeptIssue[] = [];
  const ids: Readonly<Record<Author, number>> = { ours: 41, stranger: 99 };
  const server = await startServer(documented(['github'], prefix, behave), {
    'rate-limited': LIMITED,
  });
  const index = () => {
    indexed = [...issues];
  };
  return { ...server, issues, add, index, tickets: () => ticketsOf(issues) };

  function behave(request: DocumentedRequest): VendorAnswer {
    const { operation, path, query, body, headers } = request;
    if (headers['authorization'] !== 'Bearer github-token')
      return { status: 401, json: { message: 'Bad credentials' } };
    if (path['owner'] !== undefined && `${path['owner']}/${path['repo']}` !== 'example/security')
      return { status: 404, json: { message: 'Not Found' } };
    switch (operation) {
      case 'GET /user':
        return app
          ? { status: 403, json: { message: 'Resource not accessible by integration' } }
          : { status: 200, json: { ...userOf('ours'), name: null } };
      case 'GET /search/issues':
        return searched(query['q'] ?? '');
      case 'GET /repos/{owner}/{repo}/issues':
        return listed(query);
      case 'POST /repos/{owner}/{repo}/issues':
        return created(body);
      default:
        return about(request);
    }
  }

  function listed(query: Readonly<Record<string, string>>): VendorAnswer {
    const found = issues
      .filter(({ deleted, labels }) => !deleted && labels.includes(query['labels'] ?? 'bailiff'))
      .reverse();
    const { items, headers } = pageOf(found, query, `${server.url}/issues`);
    return { status: 200, headers, json: items.map(issueOf) };
  }

  /** By words, in whatever order, as a search does. */
  function searched(q: string): VendorAnswer {
    const words = /"(\w+)"/.exec(q)?.[1] ?? '';
    const items = indexed.filter(({ deleted, text }) => !deleted && text.includes(words)).reverse();
    const json = { total_count: items.length, incomplete_results: false };
    return { status: 200, json: { ...json, items: items.map(issueOf) } };
  }

  function created({ title, body, labels }: Readonly<Record<string, unknown>>): VendorAnswer {
    if (tooLong(title, 256) || tooLong(body, 65_536) || (labels as string[]).some(tooLongLabel))
      return { status: 422, json: { message: 'Validation Failed', errors: [] } };
    const text = String(body ?? '');
    const issue = add({ author: 'ours', title: String(title), text, labels: labels as string[] });
    return { status: 201, json: issueOf(issue) };
  }

  function about({ operation, path, query, body }: DocumentedRequest): VendorAnswer {
    const issue = issues.find(({ number }) => String(number) === path['issue_number']);
    if (issue === undefined) return { status: 404, json: { message: 'Not Found' } };
    if (issue.deleted) return { status: 410, json: { message: 'This issue was deleted' } };
    if (operation.startsWith('PATCH')) change(issue, body);
    if (operation.startsWith('POST')) {
      if (tooLong(body['body'], 65_536)) return { status: 422, json: { message: 'Too long' } };
      issue.comments.push({ author: 'ours', text: String(body['body']) });
      return { status: 201, json: commentOf(issue, issue.comments.length - 1) };
    }
    if (!operation.endsWith('/comments')) return { status: 200, json: issueOf(issue) };
    const all = issue.comments.map((_, at) => commentOf(issue, at));
    const { items, headers } = pageOf(all, query, `${server.url}/comments`);
    return { status: 200, headers, json: items };
  }

  function issueOf(issue: KeptIssue) {
    const { number, author, title, text, state, labels, isPullRequest } = issue;
    const html_url = `https://github.com/example/security/issues/${number}`;
    return {
      id: 1000 + number,
      number,
      html_url,
      state,
      state_reason: null,
      title,
      body: text === '' ? null : text,
      user: userOf(author),
      labels: labels.map((name, at) => ({ id: at + 1, name })),
      ...(isPullRequest ? { pull_request: { html_url } } : {}),
    };
  }

  function commentOf({ number, comments }: KeptIssue, at: number) {
    const { author, text } = comments[at] ?? { author: 'stranger', text: '' };
    const html_url = `https://github.com/example/security/issues/${number}#issuecomment-${at + 1}`;
    return { id: at + 1, html_url, body: text, user: userOf(author) };
  }

  function userOf(author: Author) {
    const type = app && author === 'ours' ? 'Bot' : 'User';
    return { id: ids[author], login: author, type, html_url: `https://github.com/${author}` };
  }
}

function tooLong(value: unknown, limit: number): boolean {
  return [...String(value ?? '')].length > limit;
}

function tooLongLabel(label: string): boolean {
  return label.length > 50;
}

function change(issue: KeptIssue, body: DocumentedRequest['body']): void {
  issue.title = String(body['title'] ?? issue.title);
  issue.text = String(body['body'] ?? issue.text);
  issue.labels = (body['labels'] as string[] | undefined) ?? issue.labels;
  issue.state = (body['state'] as KeptIssue['state'] | undefined) ?? issue.state;
}
