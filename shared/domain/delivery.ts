/** What a channel is told of. */
export type DeliverySubject =
  /** By its key. */
  | { readonly kind: 'ticket'; readonly ticket: string }
  | { readonly kind: 'alert'; readonly alert: string }
  | { readonly kind: 'finding'; readonly finding: string };

/** Since when something is not taken, and why; all times RFC 3339. */
export interface Failing {
  readonly since: string;
  readonly times: number;
  /** What was said last, in a sentence. */
  readonly because: string;
  /** Nothing is tried before. */
  readonly until: string;
}

/** How a ticket's copy was left. */
export interface CopyTold {
  readonly state: 'open' | 'closed';
  /** Of title, text and all else that the system shows. */
  readonly digest: string;
  /** Of title, severity and rules, which are brought up to date at once. */
  readonly gist: string;
  /** When all that was brought up to date, RFC 3339. */
  readonly revised: string;
  /** The newest comment that was said there; `undefined` for none. */
  readonly comment: { readonly at: string; readonly mark: string } | undefined;
}

/** What one channel is told of one thing, and how far that has come. docs/tickets.md */
export interface Delivery {
  /** The channel's name in the configuration. */
  readonly channel: string;
  readonly subject: DeliverySubject;
  /** The ticket as the channel's system knows it. */
  readonly copy?: { readonly id: string; readonly url: string | undefined };
  readonly told?: CopyTold;
  /** What the news told of last were about: the same are not told again. */
  readonly mark?: string;
  /** The mark of a comment that is being said, and may have been said when nobody knows the answer. */
  readonly saying?: string;
  /** Who is at it, and until when nobody else is. */
  readonly lease?: { readonly owner: string; readonly until: string };
  /** Somebody else wished for it meanwhile: whoever is at it looks again before he ends. */
  readonly again?: boolean;
  readonly failing?: Failing;
}

/** Whether a channel takes anything at all; kept while it does not. */
export interface ChannelHealth {
  readonly failing: Failing | undefined;
  /** An alert told of it. */
  readonly alerted?: boolean;
}

/** What a key stands for; `undefined` for a text that is none. */
export function parseDelivery(
  key: string,
): { readonly channel: string; readonly subject: DeliverySubject } | undefined {
  const [, channel, kind, id] =
    /^([a-z][a-z0-9-]*)\|(ticket|alert|finding)\|(.+)$/s.exec(key) ?? [];
  if (channel === undefined || id === undefined) return undefined;
  if (kind === 'ticket') return { channel, subject: { kind, ticket: id } };
  if (kind === 'alert') return { channel, subject: { kind, alert: id } };
  return { channel, subject: { kind: 'finding', finding: id } };
}

export function deliveryKey(channel: string, subject: DeliverySubject): string {
  switch (subject.kind) {
    case 'ticket':
      return `${channel}|ticket|${subject.ticket}`;
    case 'alert':
      return `${channel}|alert|${subject.alert}`;
    case 'finding':
      return `${channel}|finding|${subject.finding}`;
  }
}
