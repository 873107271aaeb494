/**
 * Why a finding is looked at again by itself: its job settles; a limit is used up; what an approver asked is not carried
 * out; what he undid is to be left alone for a while; a remediation was claimed and has no outcome; what evaluate wrote of
 * it has not been told yet.
 */
type FindingWakeKind = 'settling' | 'limited' | 'request' | 'undone' | 'claim' | 'telling';

interface Due {
  /** There is one wake a key: see lookKey, tellingKey, claimKey and deliveryWakeKey. */
  readonly key: string;
  /** RFC 3339. */
  readonly due: string;
  /** No other wake has it, so that nobody takes away a later one of the same key. */
  readonly nonce: string;
  /** How often it came due and was put off until somebody deals with it. */
  readonly tries: number;
  /** The limit that it waits for with others, see lineOf in shared/ledger/claim.ts. */
  readonly line?: string | undefined;
}

/** That remediate is to look at a finding again, and when. */
export interface FindingWake extends Due {
  readonly kind: FindingWakeKind;
  readonly finding: string;
  /** With `event`, what the message is made of. */
  readonly decision: string;
  readonly event: string;
}

/** That notify is to try a delivery again, and when. */
interface DeliveryWake extends Due {
  readonly kind: 'delivery';
  /** Its key. */
  readonly delivery: string;
}

export type Wake = FindingWake | DeliveryWake;

/** The key of the wake that has a finding decided again: there is one, since it is in one state. */
export function lookKey(finding: string): string {
  return `finding|${finding}`;
}

/** The key of the wake that has what evaluate wrote of a finding told. */
export function tellingKey(finding: string): string {
  return `telling|${finding}`;
}

/** The key of the wake that has a claimed decision brought to its end. */
export function claimKey(decision: string): string {
  return `claim|${decision}`;
}

/** The key of the wake that has a delivery tried again. */
export function deliveryWakeKey(delivery: string): string {
  return `delivery|${delivery}`;
}
