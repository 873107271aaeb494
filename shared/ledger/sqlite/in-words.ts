import { LedgerUnusable } from '../ledger-unusable.ts';

export const BUSY = 5;

// https://www.sqlite.org/rescode.html
const WORDS: ReadonlyMap<number, string> = new Map([
  [BUSY, 'is locked by another process for longer than 5 seconds; look for one that hangs.'],
  [8, 'may not be written; give Bailiff write access to the file and its folder.'],
  [10, 'cannot be read or written, the disk refuses; check the disk.'],
  [11, 'is damaged; put a copy back, or move it away and start with an empty one.'],
  [13, 'does not fit on its disk any more; make room.'],
  [14, 'cannot be opened; name a file in a folder that exists and that Bailiff may write to.'],
  [26, 'is no ledger but another kind of file; name another path.'],
]);

/** SQLite's result code without its extension; `undefined` for an error that is not SQLite's. */
export function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

/** The error in words for whoever runs Bailiff; any that the file is not to blame for comes back as it is. */
export function inWords(path: string, error: unknown): unknown {
  const words = WORDS.get(resultCode(error) ?? -1);
  return words === undefined ? error : new LedgerUnusable(path, words, error);
}
