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

/** GitLab as it is documented, with the project `example/platform/security` and the token `gitlab-token`. */
export async function startGitLab(): Promise<IssueVendor> {
  const issues: KeptIssue[] = [];
  const add = keeping(issues);
  const ids: Readonly<Record<Author, number>> = { ours: 41, stranger: 99 };
  const server = await startServer(documented(['gitlab', 'gitlab-pages'], '', behave));
  return { ...server, issues, add, tickets: () => ticketsOf(issues) };

  function behave(request: DocumentedRequest): VendorAnswer {
    const { operation, path, query, body, headers } = request;
    if (headers['private-token'] !== 'gitlab-token')
      return { status: 401, json: { message: '401 Unauthorized' } };
    if (operation === 'GET /api/v4/user') return { status: 200, json: authorOf('ours') };
    if (path['id'] !== 'example/platform/security')
      return { status: 404, json: { message: '404 Project Not Found' } };
    if (path['issue_iid'] !== undefined) return about(request);
    return operation.startsWith('POST') ? created(body) : listed(query);
  }

  function listed(query: Readonly<Record<string, string>>): VendorAnswer {
    const { labels, search } = query;
    const found = issues
      .filter(({ deleted }) => !deleted)
      .filter((issue) => labels === undefined || issue.labels.includes(labels))
      .filter((issue) => search === undefined || issue.text.includes(search))
      .reverse();
    const { items, headers } = pageOf(found, query, `${server.url}/issues`);
    return { status: 200, headers, json: items.map(issueOf) };
  }

  function created({ title, description, labels }: DocumentedRequest['body']): VendorAnswer {
    if (String(title).length > 255)
      return {
        status: 400,
        json: { message: { title: ['is too long (maximum is 255 characters)'] } },
      };
    const text = String(description ?? '');
    const issue = add({ author: 'ours', title: String(title), text, labels: labels as string[] });
    return { status: 201, json: issueOf(issue) };
  }

  function about({ operation, path, query, body }: DocumentedRequest): VendorAnswer {
    const issue = issues.find(({ number }) => String(number) === path['issue_iid']);
    if (issue === undefined || issue.deleted)
      return { status: 404, json: { message: '404 Issue Not Found' } };
    if (operation.startsWith('PUT')) change(issue, body);
    if (operation.startsWith('POST')) {
      issue.comments.push({ author: 'ours', text: String(body['body']) });
      return { status: 201, json: noteOf(issue, issue.comments.length - 1) };
    }
    if (!operation.endsWith('/notes')) return { status: 200, json: issueOf(issue) };
    const all = issue.comments.map((_, at) => noteOf(issue, at)).reverse();
    const { items, headers } = pageOf(all, query, `${server.url}/notes`);
    return { status: 200, headers, json: items };
  }

  function issueOf({ number, author, title, text, state, labels }: KeptIssue) {
    return {
      id: 1000 + number,
      iid: number,
      title,
      description: text,
      state: state === 'open' ? 'opened' : 'closed',
      labels,
      author: authorOf(author),
      web_url: `https://gitlab.com/example/platform/security/-/issues/${number}`,
    };
  }

  function noteOf({ comments }: KeptIssue, at: number) {
    const { author, text } = comments[at] ?? { author: 'stranger', text: '' };
    return { id: at + 1, body: text, system: false, author: authorOf(author) };
  }

  function authorOf(author: Author) {
    return { id: ids[author], username: author };
  }
}

function change(issue: KeptIssue, body: DocumentedRequest['body']): void {
  issue.title = String(body['title'] ?? issue.title);
  issue.text = String(body['description'] ?? issue.text);
  issue.labels = (body['labels'] as string[] | undefined) ?? issue.labels;
  const event = body['state_event'];
  if (event !== undefined) issue.state = event === 'close' ? 'closed' : 'open';
}
