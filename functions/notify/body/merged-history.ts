import type { HistoryEntry } from '../../../shared/domain/finding.ts';
import type { AccountUseFindings } from './account-use-case.ts';

/** Each finding keeps its own whole history; a ticket has to be read. */
const SHOWN = 50;
/** One event is judged rule by rule, and its findings are mended one by one. */
const SAME_EVENT_MS = 60_000;

/** What happened to findings that belong together, oldest first, and once where several say the same of one event. */
export function mergedHistory(findings: AccountUseFindings): readonly string[] {
  const merged = findings
    .flatMap(({ history }) => history)
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .filter((entry, index, all) => !all.slice(0, index).some((other) => isSame(other, entry)));
  const left = merged.length - SHOWN;
  return [
    ...(left > 0 ? [`${left} earlier entries are left out; the findings hold them.`] : []),
    ...merged.slice(-SHOWN).map(({ at, what }) => `${at}  ${what}`),
  ];
}

function isSame(before: HistoryEntry, { at, what }: HistoryEntry): boolean {
  return before.what === what && Date.parse(at) - Date.parse(before.at) < SAME_EVENT_MS;
}
