import { answered } from './answered.ts';
import { jiraLabel } from './jira-labels.ts';
import { ISSUE_FIELDS, Issues, type JiraIssue, type JiraSite } from './jira-site.ts';

/** Bulk fetch takes 100 keys: so many around the newest that the search knows. */
const BEHIND = 50;
const AHEAD = 50;

/**
 * The newest issue of the project with the fingerprint's label. Cloud's search lags behind by seconds or minutes, and
 * only catches up for issues whose ids one knows; so where it finds nothing, the issues around the newest that it
 * knows are read by their keys, which is never stale. One is missed only if more than fifty issues were made since.
 * Data Center indexes an issue as it is made; another node of a cluster follows within seconds.
 * https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/
 */
export async function findIssue(
  site: JiraSite,
  fingerprint: string,
): Promise<JiraIssue | undefined> {
  const project = `project = "${site.config.project}"`;
  const label = jiraLabel(fingerprint);
  const found = await search(site, `${project} AND labels = "${label}" ORDER BY created DESC`);
  // What the index says of it may be old, too.
  if (found !== undefined) return site.issue(found.key);
  return site.config.edition === 'cloud'
    ? among(site, `${project} ORDER BY key DESC`, label)
    : undefined;
}

async function search({ call, config }: JiraSite, jql: string): Promise<JiraIssue | undefined> {
  const body = { jql, maxResults: 1, fields: ISSUE_FIELDS };
  const path = config.edition === 'cloud' ? 'search/jql' : 'search';
  return answered('Jira', Issues, await call('POST', path, { body })).issues[0];
}

async function among(site: JiraSite, jql: string, label: string): Promise<JiraIssue | undefined> {
  const newest = Number((await search(site, jql))?.key.split('-').at(-1) ?? 0);
  const first = Math.max(1, newest - BEHIND + 1);
  const count = newest + AHEAD - first + 1;
  const { project } = site.config;
  const keys = Array.from({ length: count }, (_, at) => `${project}-${first + at}`);
  const body = { issueIdsOrKeys: keys, fields: ISSUE_FIELDS };
  const answer = await site.call('POST', 'issue/bulkfetch', { body });
  return answered('Jira', Issues, answer)
    .issues.filter(({ fields }) => fields.labels.includes(label))
    .sort((one, other) => Number(other.id) - Number(one.id))
    .at(0);
}
