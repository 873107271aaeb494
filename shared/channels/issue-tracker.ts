/** An issue as both GitHub and GitLab have it. */
export interface Issue {
  /** Its number in the repository or project. */
  readonly id: string;
  readonly url: string;
  readonly state: 'open' | 'closed';
  readonly text: string;
  readonly labels: readonly string[];
  /** Whether whoever Bailiff is there has made it. */
  readonly own: boolean;
}

interface Remark {
  readonly text: string;
  readonly own: boolean;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly more: boolean;
}

export interface IssueText {
  readonly title: string;
  readonly text: string;
  readonly labels: readonly string[];
}

/** Where issues live. Each method is one request, but for who Bailiff is there; throws ChannelFailure. */
export interface IssueTracker {
  /** UTF-16 units. */
  readonly longestTitle: number;
  /** Bytes of UTF-8, which are never fewer than what systems count. */
  readonly longestText: number;
  /** Issues with a label, newest first; pages count from 1. */
  newest(label: string, page: number): Promise<Page<Issue>>;
  /** Issues that say these words, newest first. May not know of the last minutes, and may find what says them not quite. */
  search(words: string): Promise<readonly Issue[]>;
  create(issue: IssueText): Promise<Issue>;
  read(id: string): Promise<Issue>;
  write(id: string, issue: IssueText): Promise<void>;
  move(id: string, to: Issue['state']): Promise<void>;
  remarks(id: string, page: number): Promise<Page<Remark>>;
  say(id: string, text: string): Promise<void>;
}
