import { proofFor, UNAUTHENTICATED, wrong } from './jira-answers.ts';
import { documented } from './jira-documented.ts';
import {
  type Edition,
  faultIn,
  faultInText,
  type Issue,
  type Transit,
  textOf,
  type Update,
} from './jira-fields.ts';
import { fingerprintIn, labelsIn, wantedBy } from './jira-labels.ts';
import { type Status, type WorkflowOptions, workflowOf } from './jira-workflow.ts';
import { startServer, type Vendor, type VendorAnswer, type VendorRequest } from './vendor.ts';

interface JiraOptions extends WorkflowOptions {
  /** Whether searches know an issue as soon as it is made; else once `index` is called. */
  readonly indexes?: boolean;
}

export interface JiraServer extends Vendor {
  /** Fields of all issues, as they were sent. */
  readonly fields: (key: string) => Readonly<Record<string, unknown>>;
  /** What a person does. */
  readonly add: (key: string, label: string) => void;
  readonly move: (key: string, status: Status) => void;
  readonly index: () => void;
}

const PROJECT = 'SEC';

/** Jira with one project, SEC, whose issues go from To Do by In Progress to Done and back, as far as Bailiff asks it. */
export async function start(
  edition: Edition = 'cloud',
  options: JiraOptions = {},
): Promise<JiraServer> {
  const workflow = workflowOf(options);
  const issues: Issue[] = [];
  const root = edition === 'cloud' ? '/rest/api/3' : '/rest/api/2';
  const server = await startServer((request) => {
    const answer =
      request.headers['authorization'] === proofFor(edition) ? route(request) : UNAUTHENTICATED;
    if (edition === 'cloud') documented(request, answer);
    return answer;
  });

  return {
    ...server,
    tickets: () =>
      issues.map(({ key, status, fields, comments }) => ({
        id: key,
        state: status === 'done' ? 'closed' : 'open',
        title: String(fields['summary']),
        text: textOf(fields['description']),
        comments: comments.map(textOf),
        ...fingerprintIn(fields),
      })),
    fields: (key) => of(key)?.fields ?? {},
    add: (key, label) => void labelsIn(of(key)?.fields).push(label),
    move: (key, status) => {
      const issue = of(key);
      if (issue !== undefined) issue.status = status;
    },
    index: () => {
      for (const issue of issues) issue.indexed = true;
    },
  };

  function of(key: string): Issue | undefined {
    return issues.find((issue) => issue.key === key);
  }

  function route(request: VendorRequest): VendorAnswer {
    const { method, body } = request;
    const path = request.url.pathname.replace(root, '');
    const sent = body === '' ? {} : JSON.parse(body);
    const where = `${method} ${path}`;
    if (where === 'POST /issue') return create(sent);
    if (where === 'POST /issue/bulkfetch' && edition === 'cloud') return bulk(sent);
    if (where === (edition === 'cloud' ? 'POST /search/jql' : 'POST /search')) return search(sent);
    const [, key = '', below = ''] = path.match(/^\/issue\/([^/]+)\/?(\w*)$/) ?? [];
    const issue = of(decodeURIComponent(key));
    if (issue === undefined)
      return wrong(404, 'Issue does not exist or you do not have permission to see it.');
    return ofIssue(`${method} ${below}`, issue, sent, request.url);
  }

  function ofIssue(
    what: string,
    issue: Issue,
    sent: Update & Transit & { readonly body: unknown },
    url: URL,
  ): VendorAnswer {
    switch (what) {
      case 'GET ':
        return { status: 200, json: shown(issue) };
      case 'PUT ':
        return edit(issue, sent);
      case 'GET comment':
        return commentsOf(issue, url);
      case 'POST comment':
        return comment(issue, sent);
      case 'GET transitions':
        return { status: 200, json: { transitions: workflow.transitionsFrom(issue.status) } };
      case 'POST transitions':
        return transit(issue, sent);
      default:
        throw new Error(`${what} of an issue is not there`);
    }
  }

  function create({ fields }: { fields: Record<string, unknown> }): VendorAnswer {
    const fault = faultIn(edition, fields);
    if (fault !== undefined) return wrong(400, ...fault);
    if ((fields['project'] as { key?: string })?.key !== PROJECT)
      return wrong(400, 'project', 'valid project is required');
    const number = issues.length + 1;
    const key = `${PROJECT}-${number}`;
    const id = String(10_000 + number);
    issues.push({
      id,
      key,
      indexed: options.indexes ?? true,
      status: 'new',
      fields: { ...fields },
      comments: [],
    });
    return { status: 201, json: { id, key, self: `${server.url}${root}/issue/${id}` } };
  }

  function edit(issue: Issue, { fields = {}, update = {} }: Update): VendorAnswer {
    const twice = Object.keys(fields).find((name) => name in update);
    if (twice !== undefined) return wrong(400, twice, 'Field cannot be set in fields and update');
    const fault = faultIn(edition, fields);
    if (fault !== undefined) return wrong(400, ...fault);
    Object.assign(issue.fields, fields);
    for (const { add, remove } of update.labels ?? []) {
      const labels = labelsIn(issue.fields).filter((label) => label !== add && label !== remove);
      issue.fields['labels'] = add === undefined ? labels : [...labels, add];
    }
    return { status: 204 };
  }

  function search({ jql, maxResults }: { jql: string; maxResults: number }): VendorAnswer {
    const { project, label } = wantedBy(jql);
    if (project !== PROJECT) return wrong(400, `The JQL is not one that is known here: ${jql}`);
    const found = issues
      .filter(
        (issue) => issue.indexed && (label === undefined || labelsIn(issue.fields).includes(label)),
      )
      .reverse()
      .slice(0, maxResults);
    const last = edition === 'cloud' ? { isLast: true } : { total: found.length };
    return { status: 200, json: { issues: found.map(shown), ...last } };
  }

  function bulk({ issueIdsOrKeys }: { issueIdsOrKeys: readonly string[] }): VendorAnswer {
    if (issueIdsOrKeys.length > 100) return { status: 400, text: 'At most 100 issues' };
    const found = issues.filter(({ key }) => issueIdsOrKeys.includes(key));
    return { status: 200, json: { issues: found.map(shown), issueErrors: [] } };
  }

  function comment(issue: Issue, { body }: { body: unknown }): VendorAnswer {
    const fault = faultInText(edition, 'comment', body);
    if (fault !== undefined) return { status: 400, json: { errors: { comment: fault[1] } } };
    issue.comments.push(body);
    return { status: 201, json: { id: String(issue.comments.length), body } };
  }

  function commentsOf({ comments }: Issue, url: URL): VendorAnswer {
    const most = Number(url.searchParams.get('maxResults'));
    const ordered =
      url.searchParams.get('orderBy') === '-created' ? comments.toReversed() : comments;
    const page = ordered.slice(0, most).map((body, at) => ({ id: String(at), body }));
    return {
      status: 200,
      json: { comments: page, startAt: 0, maxResults: most, total: comments.length },
    };
  }

  function transit(issue: Issue, sent: Transit): VendorAnswer {
    const chosen = workflow
      .transitionsFrom(issue.status)
      .find(({ id }) => id === sent.transition.id);
    if (chosen === undefined)
      return wrong(400, 'It seems that you have tried an illegal operation');
    if ('resolution' in chosen.fields && sent.fields?.resolution?.id !== '10000')
      return wrong(400, 'Resolution is required');
    issue.status = chosen.to.statusCategory.key;
    return { status: 204 };
  }

  function shown({ id, key, status, fields }: Issue) {
    const { labels } = fields;
    return { id, key, fields: { labels, status: workflow.statusOf(status) } };
  }
}
