import type { Alert, NewAlert } from '../domain/alert.ts';
import type { Decision } from '../domain/decision.ts';
import type { Finding, FindingState, HistoryEntry, Violation } from '../domain/finding.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Plan, StepKind } from '../domain/plan.ts';
import type { FullResourceName } from '../domain/resource.ts';
import type { Ticket } from '../domain/ticket.ts';

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
}

/** A change of a finding; what is left out stays. */
export interface FindingMove {
  readonly state?: FindingState;
  readonly mode?: Finding['mode'];
  readonly decision?: Decision;
  readonly ticket?: string;
  readonly wayBack?: readonly string[];
  /** Appended unless the newest entry already says the same. */
  readonly entry?: HistoryEntry;
  /** Moves the finding only while this job state is the newest that was seen; `move` answers undefined otherwise. */
  readonly ifStill?: Pick<Finding, 'uid' | 'generation'>;
}

export interface FindingFilter {
  readonly resource?: FullResourceName;
  readonly states?: readonly FindingState[];
  /** At most this many, 1 to 500; 100 when left out. */
  readonly limit?: number;
  /** The cursor that the page before gave. */
  readonly after?: string;
}

/** How many remediations may start within `windowSeconds`, counted over all instances. */
interface Budget {
  readonly organization: number;
  readonly project: number;
  readonly windowSeconds: number;
}

export interface ClaimRequest {
  readonly decision: string;
  readonly finding: string;
  readonly resource: FullResourceName;
  readonly project: string;
  /** Names this instance and delivery; unguessable enough not to repeat. */
  readonly owner: string;
  readonly at: string;
  readonly leaseSeconds: number;
  readonly budget: Budget;
}

export type ClaimAnswer =
  /** Ours now. `plan` and `steps` are there when an earlier owner was cut off. */
  | {
      readonly kind: 'claimed';
      readonly plan: Plan | undefined;
      readonly steps: readonly JournalStep[];
    }
  /** Somebody else works on this decision or on this resource, until then at the latest if they do nothing more. */
  | { readonly kind: 'busy'; readonly until: string }
  | { readonly kind: 'concluded'; readonly outcome: Outcome }
  /** The budget is used up; nothing was claimed. The sentence names the numbers. */
  | { readonly kind: 'limited'; readonly because: string };

/** One step of a plan in the journal: `before` is written ahead of the call, `after` behind it. */
export interface JournalStep {
  readonly index: number;
  readonly kind: StepKind;
  /** What the step found, and all that putting it back needs; no secret of the job. */
  readonly before: Readonly<Record<string, unknown>> | undefined;
  readonly after: JournalStep['before'];
  readonly began: string;
  readonly ended: string | undefined;
}

/** A remediation as the journal holds it. */
export interface Remediation {
  readonly decision: string;
  readonly finding: string;
  readonly resource: FullResourceName;
  readonly started: string;
  readonly plan: Plan | undefined;
  readonly steps: readonly JournalStep[];
  readonly outcome: Outcome | undefined;
}

/** A dedicated account that Bailiff made, and for which job. */
export interface OwnAccount {
  readonly resource: FullResourceName;
  readonly jobUid: string;
  readonly email: string;
  /** Never reused by Google, so it tells this account from a later one of the same address. */
  readonly uniqueId: string;
  readonly nonce: string;
  readonly made: string;
}

/**
 * The record of findings, claims, steps, outcomes, tickets and alerts. Every method is one transaction; times compare
 * as instants. Adapters: sqlite.ts and, on Google Cloud, Firestore; both pass test/shared/ledger/contract.ts.
 */
export interface Ledger {
  /** Records what an event came to. False when the same key was recorded before. */
  recordEvent(key: string, reading: string, at: string): Promise<boolean>;
  /** Adds one to a counter, e.g. `ignored.validate-only`. */
  count(name: string): Promise<void>;
  counts(): Promise<Readonly<Record<string, number>>>;

  /**
   * Creates or updates the finding. A new event adds an occurrence. A `remediated` finding seen at a newer generation
   * or another uid reopens with a set-back. A `remediated`, `resolved` or `exempt` one reopens too, unless the decision
   * still exempts it, or the event was counted and the judgement (uid, generation, mode, policy digest) is the present
   * one. Any other state stays while the judgement does, else it is `open`. An older generation changes no judgement
   * of the same uid, an event older than `lastSeen` no principal. The newest 200 history entries are kept.
   */
  see(sighting: Sighting): Promise<Finding>;
  move(id: string, move: FindingMove): Promise<Finding | undefined>;
  finding(id: string): Promise<Finding | undefined>;
  /** Last seen first. Throws RangeError for a limit or cursor that cannot be. */
  findings(
    filter: FindingFilter,
  ): Promise<{ findings: readonly Finding[]; next: string | undefined }>;

  /**
   * Takes the decision and its resource for `leaseSeconds`; a released or expired claim of the same decision is taken
   * over without counting again. A decision holds its resource until its outcome, so that it can be resumed; another
   * may take it 10 minutes behind the end of the lease, which ends the older as `failed`, its steps kept.
   */
  claim(request: ClaimRequest): Promise<ClaimAnswer>;
  /** Journals the whole plan before its first step; after that only the same plan. Throws ClaimLost. */
  journalPlan(decision: string, owner: string, plan: Plan): Promise<void>;
  /** Journals what a step found, before its call; again, it replaces it, but never an ended step. Throws ClaimLost. */
  beginStep(
    decision: string,
    owner: string,
    step: Pick<JournalStep, 'index' | 'kind' | 'before'>,
    at: string,
  ): Promise<void>;
  /** Journals what a step left behind. Throws ClaimLost. */
  endStep(
    decision: string,
    owner: string,
    index: number,
    after: JournalStep['after'],
    at: string,
  ): Promise<void>;
  /** Gives the claim back unconcluded, plan and steps kept for the next delivery; nothing, if it is another's. */
  release(decision: string, owner: string): Promise<void>;
  /** Records the final outcome, once, and frees the resource; rejects a retryable one. Throws ClaimLost. */
  conclude(decision: string, owner: string, outcome: Outcome, at: string): Promise<void>;
  /** Last started first. */
  remediationsOf(resource: FullResourceName): Promise<readonly Remediation[]>;

  /** One per resource and uid; a later one takes its place. */
  rememberAccount(account: OwnAccount): Promise<void>;
  accountOf(resource: FullResourceName, jobUid: string): Promise<OwnAccount | undefined>;

  /** The ticket of a resource or attempt, by its key. */
  ticket(key: string): Promise<Ticket | undefined>;
  /** In the order of their ids. */
  tickets(): Promise<readonly Ticket[]>;
  /**
   * Writes the ticket that `change` makes of the present one, and answers what then stands; `undefined` from `change`
   * writes nothing. A new ticket gets its id here. `change` is pure: it may run again when another was faster.
   */
  changeTicket(
    key: string,
    change: (present: Ticket | undefined) => Ticket | undefined,
  ): Promise<Ticket | undefined>;

  /** Raises an alert once per key; later calls only count and set `lastRaised`. Its id is the key. */
  raise(alert: NewAlert, at: string): Promise<Alert>;
  /** Marks the alert as handed to the channels. False when it already was, or is not known. */
  publishAlert(id: string, at: string): Promise<boolean>;
  alert(id: string): Promise<Alert | undefined>;
  /** Last raised first. */
  alerts(): Promise<readonly Alert[]>;

  /** May be called twice; every other method then rejects. */
  close(): Promise<void>;
}
