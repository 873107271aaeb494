import type { Alert, NewAlert } from '../domain/alert.ts';
import { isBefore } from './instant.ts';

/** The alert after it was raised, as `Ledger.raise` promises it, for every adapter. */
export function raised(present: Alert | undefined, alert: NewAlert, at: string): Alert {
  if (present !== undefined)
    return {
      ...present,
      count: present.count + 1,
      lastRaised: isBefore(present.lastRaised, at) ? at : present.lastRaised,
    };
  const { key, kind, severity, text, about, finding } = alert;
  const times = { firstRaised: at, lastRaised: at, count: 1, published: undefined };
  const held = finding === undefined ? {} : { finding };
  return { id: key, key, kind, severity, text, about, ...held, ...times };
}
