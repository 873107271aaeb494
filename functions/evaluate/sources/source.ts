import type { Reading } from '../../../shared/domain/change.ts';

/** Which event it is, and when its call was made. */
export interface Happening {
  /** `logName|timestamp|insertId`: the same for every delivery of one entry. */
  readonly eventKey: string;
  /** RFC 3339. */
  readonly at: string;
}

/** Parses one kind of event. Total: no value of any shape makes it throw. */
export interface Source {
  readonly id: string;
  /** True when the payload is this source's kind of event; `read` then says what became of it. */
  accepts(payload: unknown): boolean;
  /**
   * @param payload a parsed JSON value, from anyone.
   * @param fallbackKey names the delivery (Pub/Sub's messageId), for events without a key of their own.
   * @param fallbackTime RFC 3339, for events that carry no time (Pub/Sub's publishTime).
   */
  read(payload: unknown, fallbackKey: string, fallbackTime?: string): Reading;
}
