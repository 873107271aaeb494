import { z } from 'zod';
import type { Block } from '../domain/block.ts';
import { answered } from './answered.ts';
import type { Copy, Draft, Note, TicketSystem } from './channel.ts';
import { ChannelFailure } from './channel-failure.ts';
import { findIssue } from './jira-find.ts';
import { jiraLabels, labelChanges } from './jira-labels.ts';
import { isClosed, type JiraIssue, type JiraSite, jiraSite } from './jira-site.ts';
import { transitionTo } from './jira-transition.ts';
import type { Connect } from './ports.ts';
import { titleLine } from './title-line.ts';

const LONGEST_SUMMARY = 255;
/** An issue whose making got no answer is looked for once searches know it. */
const INDEX_LAG_SECONDS = 60;
/** Of Jira's own pages of comments. */
const NEWEST_COMMENTS = 100;
const Created = z.object({ key: z.string() });
const Comments = z.object({ comments: z.array(z.object({ body: z.unknown() })) });

/**
 * Issues of Jira Cloud (REST v3) or Data Center (REST v2). The token needs to browse the project and to create, edit,
 * comment on and transition its issues; labels must be on the create and edit screens. Watchers get a mail of every
 * change: only administrators of a project may change an issue in silence.
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/ and https://docs.atlassian.com/software/jira/docs/api/REST/
 */
export const connectJira: Connect<'jira'> = (config, ports) => ({
  tickets: jiraTickets(jiraSite(config, ports)),
});

function jiraTickets(site: JiraSite): TicketSystem {
  const { call, config, edition } = site;
  const { project, issueType, closed, reopened } = config;

  return {
    find: async (fingerprint) => {
      const issue = await findIssue(site, fingerprint);
      return issue === undefined ? undefined : copyOf(issue);
    },

    open: async (draft) => {
      const fields = {
        project: { key: project },
        issuetype: { name: issueType },
        ...textsOf(draft),
        labels: jiraLabels(draft),
      };
      const answer = await call('POST', 'issue', { body: { fields } }).catch(onceIndexed);
      const { key } = answered('Jira', Created, answer);
      return { id: key, url: urlOf(key), state: 'open' };
    },

    revise: async (id, draft) => {
      const { fields } = await there(id);
      const changes = labelChanges(fields.labels, draft);
      const update = changes.length === 0 ? {} : { update: { labels: changes } };
      await call('PUT', pathOf(id), { body: { fields: textsOf(draft), ...update } });
    },

    comment: say,

    close: async (id, note) => {
      if (isClosed(await there(id), closed)) return;
      await move(id, note, { name: closed, orDone: true });
    },

    reopen: async (id, note) => {
      if (!isClosed(await there(id), closed)) return;
      await move(id, note, { name: reopened, orDone: false });
    },
  };

  /** Says why before it moves: of what was moved nobody looks whether that was said. */
  async function move(id: string, note: Note, to: { name: string; orDone: boolean }) {
    const body = await transitionTo(site, id, to);
    await say(id, note);
    await call('POST', `${pathOf(id)}/transitions`, { body });
  }

  async function say(id: string, note: Note): Promise<void> {
    const mark = `bailiff-note-${note.mark}`;
    if (note.again && (await isSaid(id, mark))) return;
    const body = edition.written([paragraph(note.text)], [paragraph(mark)]);
    await call('POST', `${pathOf(id)}/comment`, { body: { body } });
  }

  async function isSaid(id: string, mark: string): Promise<boolean> {
    const query = `orderBy=-created&maxResults=${NEWEST_COMMENTS}`;
    const { comments } = answered(
      'Jira',
      Comments,
      await call('GET', `${pathOf(id)}/comment?${query}`),
    );
    const written = mark.replaceAll('-', '\\-');
    return comments
      .map(({ body }) => (typeof body === 'string' ? body : JSON.stringify(body)))
      .some((body) => body.includes(mark) || body.includes(written));
  }

  async function there(id: string): Promise<JiraIssue> {
    const issue = await site.issue(id);
    if (issue !== undefined) return issue;
    throw new ChannelFailure(
      'refused',
      `Jira has no issue ${id} for the channel’s user; it was deleted, or hidden from him.`,
    );
  }

  function textsOf({ id, title, body }: Draft) {
    return { summary: titleLine(title, LONGEST_SUMMARY) || id, description: edition.written(body) };
  }

  function copyOf(issue: JiraIssue): Copy {
    const state = isClosed(issue, closed) ? 'closed' : 'open';
    return { id: issue.key, url: urlOf(issue.key), state };
  }

  function urlOf(key: string): string {
    return `${site.address}/browse/${encodeURIComponent(key)}`;
  }
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}

function pathOf(id: string): string {
  return `issue/${encodeURIComponent(id)}`;
}

function onceIndexed(error: unknown): never {
  if (!(error instanceof ChannelFailure && error.uncertain)) throw error;
  const { kind, message, retryAfterSeconds = 0 } = error;
  throw new ChannelFailure(kind, message, {
    uncertain: true,
    retryAfterSeconds: Math.max(retryAfterSeconds, INDEX_LAG_SECONDS),
  });
}
