import type { Decision } from './decision.ts';
import type { Evidence } from './evidence.ts';
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

/** `RULE~PROJECT~LOCATION~JOB`, with `~attempt` behind a denied deploy: readable, legal in a URL, and stable. */
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
  readonly serviceAccount: string | undefined;
  readonly evidence: Evidence;
  /** What could not be read; such a finding is held at `ticket`. */
  readonly indeterminate: readonly string[];
}

/** One rule broken by one resource, as the ledger keeps it. */
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
}

export function findingId(rule: string, resource: Resource, attempted: boolean): FindingId {
  const parts = [rule, resource.project, resource.location, resource.name];
  return [...parts, ...(attempted ? ['attempt'] : [])].join('~') as FindingId;
}

/** The key of a finding's ticket: one per resource, and one per attempted deploy. */
export function ticketKey(finding: Pick<Finding, 'resource' | 'attempted'>): string {
  return `${fullResourceName(finding.resource)}${finding.attempted ? '#attempt' : ''}`;
}

/**
 * The same for every delivery of one judgement, and another one after any change of job, mode or policy. An
 * attempt has no generation, so the event's key stands for it.
 */
export function decisionId(
  finding: Pick<Finding, 'id' | 'uid' | 'generation' | 'decision'>,
  eventKey: string,
): string {
  const state = finding.uid === '' ? eventKey : `${finding.uid}.${finding.generation}`;
  return `${finding.id}@${state}.${finding.decision.mode}.${finding.decision.policyDigest.slice(0, 12)}`;
}
