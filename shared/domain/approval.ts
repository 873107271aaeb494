import type { FindingId } from './finding.ts';

/** What waits for an approver: all that he is shown, and all that his approval stands for. */
export interface Proposal {
  /** SHA-256, hex, of `binds`; its first 12 digits name it, see shortDigest. */
  readonly digest: string;
  /** When it was first shown, RFC 3339. */
  readonly made: string;
  /** What would be done, in order: a sentence each. */
  readonly does: readonly string[];
  /** What would be left out and why: sentences. */
  readonly notes: readonly string[];
  /** What must still be so when it is done: each thing in words, with the etag, id or digest that it had. */
  readonly binds: Readonly<Record<string, string>>;
  /** Who deployed what this is about, as principalText writes it; empty when nobody knows. */
  readonly deployedBy: readonly string[];
  /** Findings besides this one that it would mend too. */
  readonly together: readonly FindingId[];
}

/** What an approver asked for. The claim that carries it out uses it up. */
export interface ApproverRequest {
  readonly kind: 'approve' | 'undo';
  /** No other request has it. */
  readonly id: string;
  /** `user:EMAIL` or `serviceAccount:EMAIL`. */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  /** From then on it cannot be claimed any more. */
  readonly expires: string;
  /** The digest of the proposal, or the decision whose remediation is to be undone. */
  readonly of: string;
  readonly used: boolean;
}

/** An approver's word by which a finding goes no further than `ticket`. */
export type FindingHold = {
  readonly by: string;
  readonly at: string;
  /** The job's, when it was said; empty and 0 for a denied deploy. */
  readonly uid: string;
  readonly generation: number;
} & (
  | {
      readonly kind: 'rejected';
      readonly reason: string;
      readonly policyDigest: string;
      /** Of a denied deploy, the digest of its diagnosis. */
      readonly diagnosis: string | undefined;
    }
  | { readonly kind: 'undone'; readonly until: string }
);

export const REQUEST_SECONDS = 24 * 60 * 60;

const SHORT = 12;

/** Enough of a digest to name a proposal by. */
export function shortDigest(digest: string): string {
  return digest.slice(0, SHORT);
}

/** Whether a person means this digest by what he wrote: all of it, or its first 12 digits or more. */
export function namesDigest(digest: string, written: string): boolean {
  return written.length >= SHORT && digest.startsWith(written.toLowerCase());
}

/** The decision that carries a request out: one only, so that nothing can be done twice for it. */
export function requestDecision(
  finding: string,
  { kind, id }: Pick<ApproverRequest, 'kind' | 'id'>,
): string {
  return `${finding}@${kind}.${id}`;
}

/** Stands for the event in the messages about a request. */
export function requestEvent({ kind, id }: Pick<ApproverRequest, 'kind' | 'id'>): string {
  return `approvals|${kind}.${id}`;
}

/** The id of the request that a decision carries out; `undefined` for one that carries out none of this kind. */
export function requestIn(
  { decision, finding }: { readonly decision: string; readonly finding: string },
  kind: ApproverRequest['kind'],
): string | undefined {
  const start = requestDecision(finding, { kind, id: '' });
  return decision.startsWith(start) ? decision.slice(start.length) : undefined;
}
