import type { Block } from './block.ts';
import type { FindingState } from './finding.ts';
import type { Severity } from './severity.ts';

export interface TicketComment {
  readonly at: string;
  readonly text: string;
}

/** One of the many that a ticket stands for. */
export interface TicketMember {
  /** What would have been its own ticket's key. */
  readonly key: string;
  readonly resource: string;
  readonly rules: readonly string[];
  /** Of the finding that tells most. */
  readonly state: FindingState;
  readonly open: boolean;
}

/** One ticket per resource or attempted deploy, naming all its findings. */
export interface Ticket {
  readonly id: string;
  /** The resource or attempt it stands for. */
  readonly key: string;
  readonly state: 'open' | 'closed';
  readonly rules: readonly string[];
  readonly resources: readonly string[];
  readonly findings: readonly string[];
  readonly title: string;
  readonly body: string;
  /** What `body` says, apart from how it is written down. */
  readonly blocks: readonly Block[];
  /** The worst of its findings that want attention, or of all once none does. */
  readonly severity: Severity;
  readonly project: string;
  /** As Telling has them, of all its findings together. */
  readonly channels: readonly string[];
  readonly owner?: string;
  /** Where its copies are, by the names of the channels. */
  readonly links?: Readonly<Record<string, string>>;
  /** The id of the ticket that stands for it among many; it is closed then, and stays so. */
  readonly joined?: string;
  /** Where it stands for many resources of one project, that broke at once. */
  readonly members?: readonly TicketMember[];
  readonly comments: readonly TicketComment[];
  readonly opened: string;
  readonly updated: string;
}
