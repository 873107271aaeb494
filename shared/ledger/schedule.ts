import type { Wake } from '../domain/wake.ts';

/** The part of the ledger that holds what is to be looked at again, and when. docs/schedule.md */
export interface Schedule {
  /** Keeps the wake; it takes the place of the one with its key. */
  schedule(wake: Wake): Promise<void>;
  wake(key: string): Promise<Wake | undefined>;
  /** Those due at or before `at`, due first first; at most `limit` of them, 1 to 500. */
  due(at: string, limit: number): Promise<readonly Wake[]>;
  /** The one in a line that is due last. */
  lastIn(line: string): Promise<Wake | undefined>;
  /**
   * Puts the wake off and counts a try more, so that one who is told of it may be cut off: it comes due again. False
   * when it is no longer as given, which is for somebody else then.
   */
  postpone(wake: Wake, until: string): Promise<boolean>;
  /** Takes the wake away, unless another nonce has taken its place. */
  unschedule(key: string, nonce: string): Promise<void>;
}
