import type { HistoryEntry } from '../domain/finding.ts';

/** A finding keeps this many history entries and set-backs, so that nobody can make one grow without end. */
export const KEPT = 200;

/** The history with the entry at its end, unless the newest entry says the same; the oldest beyond `KEPT` go. */
export function withEntry(
  history: readonly HistoryEntry[],
  entry: HistoryEntry,
): readonly HistoryEntry[] {
  return history.at(-1)?.what === entry.what ? history : [...history, entry].slice(-KEPT);
}
