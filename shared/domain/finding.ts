import type { ApproverRequest, FindingHold, Proposal } from './approval.ts';
import type { Decision } from './decision.ts';
import type { Evidence } from './evidence.ts';
import type { Fight, SetBack } from './fight.ts';
import type { LogSource } from './log-source.ts';
import type { Mode } from './mode.ts';
import { type FullResourceName, fullResourceName, type Resource } from './resource.ts';

export const FINDING_STATES = [
  'open',
  'ticketed',
  'settling',
  'awaiting-approval',
  'held',
  'remediated',
  'resolved',
  'exempt',
  'failed',
] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** States that want somebody's attention: a ticket of such a finding stays open. */
export const UNSETTLED: ReadonlySet<FindingState> = new Set([
  'open',
  'ticketed',
  'settling',
  'awaiting-approval',
  'held',
  'failed',
]);

/**
 * `RULE~PROJECT~LOCATION~JOB` or, for denied deploys, `RULE~PROJECT~ACCOUNT~DEPLOYER~attempt`, whatever jobs they were
 * of: readable, legal in a URL, and stable.
 */
export type FindingId = string & { readonly __brand: 'FindingId' };

/** One line of what happened to a finding, for people. */
export interface HistoryEntry {
  /** RFC 3339. */
  readonly at: string;
  readonly what: string;
}

/** What judging one subject yields for one rule, before the ledger knows it. */
export interface Violation {
  readonly rule: string;
  readonly resource: Resource;
  readonly attempted: boolean;
  /** Who was refused, as principalText writes it; `undefined` for a job that is there. */
  readonly deployer: string | undefined;
  readonly serviceAccount: string | undefined;
  readonly evidence: Evidence;
  /** What could not be read; such a finding is held at `ticket`. */
  readonly indeterminate: readonly string[];
}

/**
 * One rule broken by one resource, as the ledger keeps it. Of denied deploys it is one for a project, deployer and
 * account, and `resource` is the job of the newest.
 */
export interface Finding extends Violation {
  readonly id: FindingId;
  readonly resourceName: FullResourceName;
  readonly state: FindingState;
  readonly mode: Mode;
  readonly decision: Decision;
  /** Who made the change, as the event says; `unknown` when it does not. */
  readonly principal: string;
  /** The live job's uid and generation when it was last judged; empty and 0 for an attempt. */
  readonly uid: string;
  readonly generation: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly occurrences: number;
  /** When the resource broke the rule again after Bailiff had mended it, newest last. */
  readonly setBacks: readonly string[];
  readonly ticket: string | undefined;
  /** gcloud lines that repair it at the source. */
  readonly fix: readonly string[];
  /** gcloud lines that take a remediation back; empty before one. */
  readonly wayBack: readonly string[];
  readonly history: readonly HistoryEntry[];
  /** The plan that waits, while it is `awaiting-approval`. */
  readonly proposal?: Proposal | undefined;
  /** What an approver asked for last. */
  readonly request?: ApproverRequest | undefined;
  readonly hold?: FindingHold | undefined;
  /** What the client of the newest event says of itself: its caller's own words, which decide nothing. */
  readonly client?: string | undefined;
  /** The log entry of the newest event; of what a sweep sees there is none. */
  readonly source?: LogSource | undefined;
  /** Who made the newest 20 set-backs; newest last. */
  readonly setBackBy?: readonly SetBack[] | undefined;
  readonly fight?: Fight | undefined;
  /** When it is decided again by itself, RFC 3339, while it settles or waits for a limit. */
  readonly waitsUntil?: string | undefined;
  /** When the job's version that was judged last was made, RFC 3339, where the event has told that made it. */
  readonly made?: string | undefined;
  readonly settling?: Settling | undefined;
}

/** Since when a job settles; kept when it is mended, so that it cannot settle for ever by being broken again and again. */
export interface Settling {
  /** When the first change was made, RFC 3339, as all times here. */
  readonly since: string;
  /** When the change was made that `uid` and `generation` are of. */
  readonly changed: string;
  /** When it was last found broken. */
  readonly seen: string;
  readonly uid: string;
  readonly generation: number;
}

type Fingerprinted = Pick<Violation, 'resource' | 'attempted' | 'deployer' | 'serviceAccount'>;

export function findingId(violation: Fingerprinted & Pick<Violation, 'rule'>): FindingId {
  return [violation.rule, ...partsOf(violation)].join('~') as FindingId;
}

/** The key of a finding's ticket: one per resource, and one per project, deployer and account of denied deploys. */
export function ticketKey(violation: Fingerprinted): string {
  return violation.attempted ? partsOf(violation).join('~') : fullResourceName(violation.resource);
}

/** What a remediation of the finding holds, so that no other works on it: its job, or all denied deploys of one ticket. */
export function claimedResource(violation: Fingerprinted): FullResourceName {
  return ticketKey(violation) as FullResourceName;
}

function partsOf({ resource, attempted, deployer, serviceAccount }: Fingerprinted) {
  const { project, location, name } = resource;
  if (!attempted) return [project, location, name];
  return [project, plain(serviceAccount ?? 'unknown'), plain(deployer ?? 'unknown'), 'attempt'];
}

/**
 * The text, or what can be read of it and, after a `!`, a digest of all of it. It is the end that stays readable, since
 * a federated subject is long and its end tells it from others.
 */
function plain(text: string): string {
  if (/^[\w.@+-]{1,100}$/.test(text)) return text;
  return `${text.replace(/[^\w.@+-]/g, '.').slice(-100)}!${digest(text)}`;
}

/** FNV-1a of 64 bits over UTF-16 code units, in hexadecimal. http://www.isthe.com/chongo/tech/comp/fnv/ */
function digest(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i += 1)
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

/**
 * The same for every delivery of one judgement, and another one after any change of job, mode or policy. An attempt has
 * no generation, and what its account lets a job do changes without the job, so there the event's key tells.
 */
export function decisionId(
  finding: Pick<Finding, 'id' | 'uid' | 'generation' | 'decision'> & {
    readonly evidence: Pick<Evidence, 'kind'>;
  },
  eventKey: string,
): string {
  const { id, uid, generation, decision, evidence } = finding;
  const job = uid === '' ? [] : [`${uid}.${generation}`];
  const event = uid === '' || evidence.kind === 'account-use' ? [eventKey] : [];
  const state = [...job, ...event].join('.');
  return `${id}@${state}.${decision.mode}.${decision.policyDigest.slice(0, 12)}`;
}
