import type { Closing } from './fight.ts';
import type { Severity } from './severity.ts';

type AlertKind =
  | 'unknown-job-method'
  | 'outside-organization'
  | 'project-mismatch'
  | 'account-mismatch'
  | 'dead-letter'
  | 'policy-rejected'
  | 'policy-widened'
  | 'own-identity-write-without-step'
  | 'remediation-failed'
  | 'denied-deploys-left-out'
  | 'unread-projects'
  | 'limit-reached'
  | 'fight'
  | 'ceiling-lowered'
  | 'ceiling-raised'
  | 'exemption-ends'
  | 'exemption-lapsed'
  | 'exemption-unreadable'
  | 'channel-down';

/** Something the security team must know once, however often it happens. */
export interface NewAlert {
  /** Raised once per key; later ones count. */
  readonly key: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  /** A sentence that names the thing and the remedy. */
  readonly text: string;
  /** What it is about: a resource name, project, method, or file. */
  readonly about: string;
  /** The id of the finding that is held at `ticket` while it is open. */
  readonly finding?: string | undefined;
}

export interface Alert extends NewAlert {
  readonly id: string;
  readonly firstRaised: string;
  readonly lastRaised: string;
  readonly count: number;
  /** When notify handed it to the channels; `undefined` until then. */
  readonly published: string | undefined;
  /** Which approver dealt with it; left out while it is open. */
  readonly closed?: Closing | undefined;
}
