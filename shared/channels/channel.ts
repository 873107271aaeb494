import type { Alert } from '../domain/alert.ts';
import type { Block } from '../domain/block.ts';
import type { Finding } from '../domain/finding.ts';
import type { Severity } from '../domain/severity.ts';

/** What a ticket is to look like, before any system's own writing. All texts may be a stranger's: the system escapes them. */
export interface Draft {
  /** 32 hexadecimal digits that are this ticket's in every system, whatever becomes of the ledger. */
  readonly fingerprint: string;
  /** Bailiff's own, e.g. `BAILIFF-7`. */
  readonly id: string;
  readonly title: string;
  readonly body: readonly Block[];
  readonly severity: Severity;
  /** Ids of the rules that its findings broke: plain kebab-case. */
  readonly rules: readonly string[];
  readonly project: string;
  /** Who owns the job, as a label of it or of its project says; anybody's words. */
  readonly owner: string | undefined;
}

/** Something said below a ticket. */
export interface Note {
  /** 16 hexadecimal digits that are this note's alone, so that it is never said twice. */
  readonly mark: string;
  readonly text: string;
  /** It may have been said already, by an attempt whose answer was lost: look for the mark first. */
  readonly again: boolean;
}

/** A ticket as its system knows it. */
export interface Copy {
  /** What the system calls it in its API: a number, key, sys_id or dedup_key. */
  readonly id: string;
  /** For people; `undefined` where the system has no page for it. */
  readonly url: string | undefined;
  readonly state: 'open' | 'closed';
}

/**
 * Where tickets live. Each method is one attempt, bounded in time, and throws ChannelFailure; the caller tries again
 * later. Closing what is closed and opening what is open changes nothing and is no failure.
 */
export interface TicketSystem {
  /** It wakes somebody: what was mended before it could be told is not told. */
  readonly urgent?: boolean;
  /** The copy that bears the fingerprint, whoever made it and in whatever state; the newest, should there be several. */
  find(fingerprint: string): Promise<Copy | undefined>;
  open(draft: Draft): Promise<Copy>;
  /** Brings title, text and labels up to date; says nothing to anybody where the system lets it. */
  revise(id: string, draft: Draft): Promise<void>;
  comment(id: string, note: Note): Promise<void>;
  close(id: string, note: Note): Promise<void>;
  /** With what it is now, for systems in which what was closed cannot be opened again, and is told anew. */
  reopen(id: string, note: Note, draft: Draft): Promise<void>;
}

/** What became of a ticket, for people who are told and do not work in its system. */
export interface TicketNews {
  readonly kind: 'ticket';
  /** 32 hexadecimal digits, the same for every attempt at this piece of news. */
  readonly mark: string;
  /** `awaits-approval`: a plan is there that an approver may start. */
  readonly change: 'opened' | 'awaits-approval' | 'reopened' | 'closed';
  readonly draft: Draft;
  /** The last word on it: why it was closed, say. */
  readonly because: string;
  /** Of its copies in ticket systems, by the names of those. */
  readonly links: Readonly<Record<string, string>>;
}

/** Something that the security team must know. */
export interface AlertNews {
  readonly kind: 'alert';
  readonly mark: string;
  readonly alert: Alert;
}

/** What became of one finding, for machines. */
export interface FindingNews {
  readonly kind: 'finding';
  readonly mark: string;
  readonly finding: Finding;
  readonly severity: Severity;
  /** RFC 3339: when it came to be so. */
  readonly at: string;
}

type News = TicketNews | AlertNews | FindingNews;

/** Where people or machines are told. One attempt, bounded in time; throws ChannelFailure. */
interface NewsChannel<K extends News['kind'] = News['kind']> {
  tell(news: Extract<News, { readonly kind: K }>): Promise<void>;
}

/** What one name in the configuration leads to. */
export interface Channel {
  readonly tickets?: TicketSystem;
  /** Told of tickets: people. */
  readonly people?: NewsChannel<'ticket'>;
  readonly alerts?: NewsChannel<'alert'>;
  /** Told of every finding: machines. */
  readonly findings?: NewsChannel<'finding'>;
  /** Ends what is kept open, e.g. a connection to a mail server. */
  close?(): Promise<void>;
}
