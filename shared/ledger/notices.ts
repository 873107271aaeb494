import type { Burst } from '../domain/burst.ts';
import type { ChannelHealth, Delivery } from '../domain/delivery.ts';

/** What notify keeps of what it tells, by kind. */
export interface NoticeKinds {
  /** By deliveryKey. */
  readonly delivery: Delivery;
  /** By the channel's name. */
  readonly channel: ChannelHealth;
  /** By the project. */
  readonly burst: Burst;
}

/** The part of the ledger that keeps what was told, and how far. */
export interface Notices {
  notice<K extends keyof NoticeKinds>(kind: K, key: string): Promise<NoticeKinds[K] | undefined>;
  /** Writes what `change` makes of the present one, on the same terms as changeTicket. */
  changeNotice<K extends keyof NoticeKinds>(
    kind: K,
    key: string,
    change: (present: NoticeKinds[K] | undefined) => NoticeKinds[K] | undefined,
  ): Promise<NoticeKinds[K] | undefined>;
}

/** Under which one is kept, for every adapter. */
export function noticeId(kind: keyof NoticeKinds, key: string): string {
  return `${kind}|${key}`;
}
