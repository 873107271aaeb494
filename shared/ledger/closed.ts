import type { Alert } from '../domain/alert.ts';
import { type Closing, openFight } from '../domain/fight.ts';
import type { Finding } from '../domain/finding.ts';
import { withEntry } from './history.ts';

/** The alert after it was closed, as `Ledger.closeAlert` promises it, for every adapter; an earlier closing stands. */
export function closedAlert(present: Alert, closing: Closing): Alert {
  return present.closed === undefined ? { ...present, closed: closing } : present;
}

/** The finding after its fight's alert was closed; `undefined` when that changes nothing. */
export function withoutFight(
  finding: Finding | undefined,
  alert: string,
  closed: Closing,
): Finding | undefined {
  const fight = openFight(finding);
  if (finding === undefined || fight?.alert !== alert) return undefined;
  const { by, at, why } = closed;
  const entry = { at, what: `${by} closed the alert that it is fought over: ${why}` };
  return {
    ...finding,
    fight: { ...fight, closed },
    history: withEntry(finding.history, entry),
  };
}
