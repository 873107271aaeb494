import type { Block } from '../domain/block.ts';
import type { Copy, Draft, Note, TicketSystem } from './channel.ts';
import { ISSUE_LABEL, issueLabels, labelsAfter } from './issue-labels.ts';
import type { Issue, IssueText, IssueTracker } from './issue-tracker.ts';
import { markdown } from './markdown.ts';
import { markdownTitle } from './markdown-title.ts';
import { marked, markIn, markLength } from './marks.ts';

/** Of a hundred issues each. What is older is left to the search. */
const PAGES = 3;
const PAGES_OF_REMARKS = 10;

/**
 * Tickets as issues. Bailiff's own are known by the mark in their text and by who made them: a stranger who writes an
 * issue with somebody's mark takes no ticket over.
 */
export function issueTickets(tracker: IssueTracker): TicketSystem {
  return {
    find: async (fingerprint) => {
      const isIt = ({ own, text }: Issue) => own && markIn(text) === fingerprint;
      for (let page = 1; page <= PAGES; page += 1) {
        const { items, more } = await tracker.newest(ISSUE_LABEL, page);
        const issue = items.find(isIt);
        if (issue !== undefined) return copyOf(issue);
        if (!more) break;
      }
      const found = (await tracker.search(fingerprint)).find(isIt);
      return found === undefined ? undefined : copyOf(found);
    },
    open: async (draft) => copyOf(await tracker.create(issueOf(draft, issueLabels(draft)))),
    revise: async (id, draft) => {
      const { labels } = await tracker.read(id);
      await tracker.write(id, issueOf(draft, labelsAfter(labels, draft)));
    },
    comment,
    close: (id, note) => move(id, 'closed', note),
    reopen: (id, note) => move(id, 'open', note),
  };

  function issueOf(draft: Draft, labels: readonly string[]): IssueText {
    const { fingerprint } = draft;
    // Seen as well: not every search looks into what is not shown.
    const foot = `\n\nFingerprint: \`${fingerprint}\``;
    const room = tracker.longestText - foot.length - markLength(fingerprint);
    const title = markdownTitle(draft.title, tracker.longestTitle);
    return { title, text: marked(`${markdown(draft.body, room)}${foot}`, fingerprint), labels };
  }

  /** The state first: should the note fail, its failure says all that there is to know of what was done. */
  async function move(id: string, to: Issue['state'], note: Note): Promise<void> {
    const { state } = await tracker.read(id);
    if (state !== to) await tracker.move(id, to);
    await comment(id, note);
  }

  async function comment(id: string, { mark, text, again }: Note): Promise<void> {
    if (again && (await wasSaid(id, mark))) return;
    const blocks: readonly Block[] = [{ kind: 'paragraph', text }];
    const room = tracker.longestText - markLength(mark);
    await tracker.say(id, marked(markdown(blocks, room), mark));
  }

  async function wasSaid(id: string, mark: string): Promise<boolean> {
    for (let page = 1; page <= PAGES_OF_REMARKS; page += 1) {
      const { items, more } = await tracker.remarks(id, page);
      if (items.some(({ own, text }) => own && markIn(text) === mark)) return true;
      if (!more) return false;
    }
    return false;
  }
}

function copyOf({ id, url, state }: Issue): Copy {
  return { id, url, state };
}
