import type { Alert, NewAlert } from '../domain/alert.ts';
import type { Closing } from '../domain/fight.ts';
import type { PageRequest } from './page.ts';

/** The part of the ledger that keeps alerts. */
export interface Alerts {
  /** Raises an alert once per key; later calls only count and set `lastRaised`. Its id is the key. */
  raise(alert: NewAlert, at: string): Promise<Alert>;
  /** Marks the alert as handed to the channels. False when it already was, or is not known. */
  publishAlert(id: string, at: string): Promise<boolean>;
  /**
   * Closes the alert, once, and with it the fight of the finding that it is about; who may, is for the caller to know.
   * `undefined` when it is not known.
   */
  closeAlert(id: string, closing: Closing): Promise<Alert | undefined>;
  alert(id: string): Promise<Alert | undefined>;
  /** A page of them, last raised first; see alertCursor. Throws RangeError for a limit or cursor that cannot be. */
  alerts(page?: PageRequest): Promise<readonly Alert[]>;
}
