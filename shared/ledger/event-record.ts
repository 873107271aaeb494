/** What an event came to. */
export interface EventRecord {
  /** Counted under this name, e.g. `finding` or `ignored.validate-only`. */
  readonly result: string;
  /** Sentences. */
  readonly because: string;
}
