import type { Ceiling, CeilingChange } from '../domain/ceiling.ts';
import type { Finding } from '../domain/finding.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Plan } from '../domain/plan.ts';
import type { FullResourceName, Resource } from '../domain/resource.ts';
import type { Sweep } from '../domain/sweep.ts';
import type { Ticket } from '../domain/ticket.ts';
import type { Alerts } from './alerts.ts';
import type { Ask, AskAnswer } from './asked.ts';
import type { ClaimAnswer, ClaimRequest } from './claim.ts';
import type { EventRecord } from './event-record.ts';
import type { JournalStep, Remediation } from './journal.ts';
import type { Notices } from './notices.ts';
import type { PageRequest } from './page.ts';
import type { Schedule } from './schedule.ts';
import type { FindingFilter, FindingMove, Sighting } from './sighting.ts';

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

/** Which account a job uses, as it was last judged: what tells whom a change of that account concerns. */
export interface AccountUse {
  readonly resource: Resource;
  readonly uid: string;
  readonly generation: number;
  /** The account's address, also where the job names none. */
  readonly account: string;
  /** As it was when this generation of the job was first judged; `undefined` when the account could not be read. */
  readonly uniqueId: string | undefined;
  /** The account's project as `projects/ID` and all above it, nearest first; empty when they could not be read. */
  readonly places: readonly string[];
}

export interface UseFilter {
  /** Uses of this account, by its address or its unique id. */
  readonly account?: string;
  /** Uses of accounts of or below this project, folder or organization; not together with `account`. */
  readonly place?: string;
  /** At most this many, 1 to 500; 100 when left out. */
  readonly limit?: number;
  /** The cursor that the page before gave. */
  readonly after?: string;
}

/** At most so many admissions within any `windowSeconds`. */
export interface AdmissionLimit {
  readonly most: number;
  readonly windowSeconds: number;
}

/**
 * The record of findings, claims, steps, outcomes, tickets and alerts. Every method is one transaction; times compare
 * as instants. Adapters: sqlite.ts, and firestore.ts on Google Cloud; both pass test/shared/ledger/contract.ts.
 */
export interface Ledger extends Alerts, Schedule, Notices {
  /**
   * Records what an event came to and adds one to the counter of its result, both or neither, however often the event
   * is delivered. False when the same key was recorded before.
   */
  recordEvent(key: string, event: EventRecord, at: string): Promise<boolean>;
  /**
   * The same of several events, by their keys: all that were not recorded before, or none. Counters are written once for
   * all of them.
   */
  recordEvents(events: ReadonlyMap<string, EventRecord>, at: string): Promise<void>;
  /** Whether recordEvent has recorded the key. */
  recorded(key: string): Promise<boolean>;
  /** Those of the keys that were recorded. */
  recordedOf(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Adds one to a counter, e.g. `ignored.validate-only`. */
  count(name: string): Promise<void>;
  counts(): Promise<Readonly<Record<string, number>>>;

  /**
   * Creates or updates the finding. A new event adds an occurrence. A `remediated` finding reopens with a set-back when
   * its job is seen at a newer generation or another uid, or when another deploy is denied. A `remediated`, `resolved`
   * or `exempt` one reopens too, unless the decision still exempts it, or the event was counted and the judgement (uid,
   * generation, mode, policy digest) is the present one. Any other state stays while the judgement does, else it is
   * `open`. An older generation changes no judgement of the same uid, an event older than `lastSeen` no principal, and
   * a denied deploy older than that is only counted; otherwise its job becomes the finding's resource. The newest 200
   * history entries are kept.
   */
  see(sighting: Sighting): Promise<Finding>;
  move(id: string, move: FindingMove): Promise<Finding | undefined>;
  /**
   * Records what an approver asks of the finding, see asked.ts, with a wake of it in case the message is lost;
   * `undefined` when there is no such finding.
   */
  ask(id: string, ask: Ask): Promise<AskAnswer | undefined>;
  finding(id: string): Promise<Finding | undefined>;
  /** Last seen first. Throws RangeError for a limit, cursor or filter that cannot be. */
  findings(
    filter: FindingFilter,
  ): Promise<{ findings: readonly Finding[]; next: string | undefined }>;

  /**
   * Takes the decision and its resource for `leaseSeconds`; a released or expired claim of the same decision is taken
   * over without counting again. A decision holds its resource until its outcome, so that it can be resumed; another
   * may take it 10 minutes behind the end of the lease, which ends the older as `failed`, its steps kept. A start that
   * carries out an approver's request uses it up in the same transaction. Until the outcome there is a wake, due when
   * no delivery can be at work on it any more. Room under a limit is for the findings that wait in its line (see
   * Wake.line) and are not put off for long: a start that is not due there itself is `limited` while they are as many.
   */
  claim(request: ClaimRequest): Promise<ClaimAnswer>;
  /**
   * Sets what Bailiff does at most in the whole organization; who may, is for the caller to know. What stands already
   * is left as it is. A start whose `needs` goes further is `barred` from then on, even one that is being claimed.
   */
  setCeiling(change: Omit<CeilingChange, 'number'>): Promise<Ceiling>;
  /** `undefined` while nobody ever set one. */
  ceiling(): Promise<Ceiling | undefined>;
  /** Journals the whole plan before its first step; after that only the same plan. Throws ClaimLost. */
  journalPlan(decision: string, owner: string, plan: Plan): Promise<void>;
  /**
   * Journals what a step found, before its call; again, it replaces it, but for the moment that it was begun before, and
   * never an ended step. Throws ClaimLost.
   */
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
  /** At most the 100 that started last; last started first. */
  remediationsOf(resource: FullResourceName): Promise<readonly Remediation[]>;
  /** Those whose plan writes to this target (see targetOf), on the same terms. */
  remediationsOn(target: string): Promise<readonly Remediation[]>;

  /**
   * True when `item` is among the first `most` different items of `scope` within the window that ends at `at`, or at
   * the newest admission if that is later, counted over all instances. The same item again stays admitted while its
   * admission is in the window. Nothing is counted for one that is refused.
   */
  admit(scope: string, item: string, at: string, limit: AdmissionLimit): Promise<boolean>;

  /**
   * Keeps which account the job uses. While uid, generation and account stay, the first known unique id stays; while
   * the account stays, known places outlive a reading that knows none. An older generation of the same uid changes
   * nothing. Answers what then stands.
   */
  rememberUse(use: AccountUse): Promise<AccountUse>;
  forgetUse(resource: FullResourceName): Promise<void>;
  use(resource: FullResourceName): Promise<AccountUse | undefined>;
  /** In the order of their resource names. Throws RangeError for a limit, cursor or filter that cannot be. */
  uses(filter: UseFilter): Promise<{ uses: readonly AccountUse[]; next: string | undefined }>;

  /** One per resource and uid; a later one takes its place. */
  rememberAccount(account: OwnAccount): Promise<void>;
  accountOf(resource: FullResourceName, jobUid: string): Promise<OwnAccount | undefined>;

  /** The ticket of a resource or attempt, by its key. */
  ticket(key: string): Promise<Ticket | undefined>;
  /** A page of them, in the order of their ids; see ticketCursor. Throws RangeError for a limit or cursor that cannot be. */
  tickets(page?: PageRequest): Promise<readonly Ticket[]>;
  /**
   * Writes the ticket that `change` makes of the present one, and answers what then stands; `undefined` from `change`
   * writes nothing. A new ticket gets its id here. `change` is pure: it may run again when another was faster, and on
   * its own result when nobody can say whether that was written.
   */
  changeTicket(
    key: string,
    change: (present: Ticket | undefined) => Ticket | undefined,
  ): Promise<Ticket | undefined>;

  /** How far a sweep has come; `undefined` for one that never began. */
  sweep(id: string): Promise<Sweep | undefined>;
  /** Writes what `change` makes of the sweep with this id, on the same terms as changeTicket. */
  changeSweep(
    id: string,
    change: (present: Sweep | undefined) => Sweep | undefined,
  ): Promise<Sweep | undefined>;

  /** May be called twice; every other method then rejects. */
  close(): Promise<void>;
}
