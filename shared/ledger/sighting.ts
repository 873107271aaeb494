import type { FindingHold, Proposal } from '../domain/approval.ts';
import type { Decision } from '../domain/decision.ts';
import type { Fight } from '../domain/fight.ts';
import type {
  Finding,
  FindingState,
  HistoryEntry,
  Settling,
  Violation,
} from '../domain/finding.ts';
import type { LogSource } from '../domain/log-source.ts';
import type { FullResourceName } from '../domain/resource.ts';

/** What evaluate saw at one event. */
export interface Sighting {
  readonly violation: Violation;
  readonly decision: Decision;
  readonly principal: string;
  readonly uid: string;
  readonly generation: number;
  readonly fix: readonly string[];
  /** Counts an occurrence once, however often the event is delivered. */
  readonly eventKey: string;
  readonly at: string;
  /** When the version that was judged was made, RFC 3339, where it was made by this very event. */
  readonly made?: string | undefined;
  /** Who left the job as it is, where that is known better than by the event. */
  readonly by?: string | undefined;
  /** What the event's client says of itself. */
  readonly client?: string | undefined;
  /** The event's log entry, where it has one. */
  readonly source?: LogSource | undefined;
}

/** A change of a finding; what is left out stays. */
export interface FindingMove {
  readonly state?: FindingState;
  readonly mode?: Finding['mode'];
  readonly decision?: Decision;
  readonly ticket?: string;
  readonly wayBack?: readonly string[];
  /** With the state `awaiting-approval` alone. */
  readonly proposal?: Proposal;
  readonly hold?: FindingHold;
  readonly fight?: Fight;
  /** With a state that waits; any other state ends the wait. */
  readonly waitsUntil?: string;
  readonly settling?: Settling;
  /** The id of a request that was carried out or given up: it is taken off. */
  readonly over?: string | undefined;
  /** Appended unless the newest entry already says the same. */
  readonly entry?: HistoryEntry;
  /**
   * Moves the finding only while this job state, or of denied deploys this `lastSeen`, is the newest that was seen;
   * `move` answers undefined otherwise.
   */
  readonly ifStill?: Pick<Finding, 'uid' | 'generation'> & Partial<Pick<Finding, 'lastSeen'>>;
}

export interface FindingFilter {
  readonly resource?: FullResourceName;
  /** Findings of one ticket, see ticketKey; not together with `resource`. */
  readonly ticketKey?: string;
  readonly states?: readonly FindingState[];
  /** At most this many, 1 to 500; 100 when left out. */
  readonly limit?: number;
  /** The cursor that the page before gave. */
  readonly after?: string;
}
