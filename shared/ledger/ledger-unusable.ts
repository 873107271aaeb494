/** Thrown when the ledger cannot be opened, read or written; the message names it and the remedy. */
export class LedgerUnusable extends Error {
  override readonly name = 'LedgerUnusable';
  readonly location: string;
  constructor(location: string, words: string, cause?: unknown) {
    super(`The ledger ${location} ${words}`, { cause });
    this.location = location;
  }
}
