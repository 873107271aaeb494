export interface TicketComment {
  readonly at: string;
  readonly text: string;
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
  readonly comments: readonly TicketComment[];
  readonly opened: string;
  readonly updated: string;
}
