import type { Mode } from './mode.ts';

/** What the policy wants done about one rule, once the override that matches is chosen. */
export interface ActionSettings {
  /** A literal address, or one whose project part is `{project}`. */
  readonly existing?: string;
  /** Make a dedicated account and grant it those of these project roles that do not widen. */
  readonly create?: { readonly roles: readonly string[] };
}

/** Where tickets of a finding go. */
export interface Telling {
  /** Names of channels, see Channels; each once. */
  readonly channels: readonly string[];
  /** Which part of the policy says so, in a sentence. */
  readonly because: string;
  /** Who owns the job, as the label says that the policy names; anybody's words, at most 100 characters. */
  readonly owner?: string;
  /** Whom the policy names as its owner, as a member. */
  readonly policyOwner?: string;
}

/** The exemption that covers a finding, as the policy said it then. */
interface ExemptBy {
  readonly id: string;
  readonly expires: string;
  /** Its condition; left out by what decided before it was kept. */
  readonly when?: string;
}

/** What will be done about a finding and why; a value that is printed, stored, compared and tested. */
export interface Decision {
  readonly mode: Mode;
  /** What the policy file asked for, before anything lowered it. */
  readonly wanted: Mode;
  /** One sentence each: the override, rule or default that set the mode, then all that lowered it. */
  readonly because: readonly string[];
  readonly exemption: ExemptBy | undefined;
  readonly action: ActionSettings | undefined;
  /** The deployer whom the policy lists as managed, as a member; left out for any other. */
  readonly managed?: string;
  /** Ids of live exemptions of this rule whose condition cannot be evaluated; left out where all can. */
  readonly unreadableExemptions?: readonly string[];
  /** Whom the policy has told of it; left out where it says nothing, and the ledger's own tracker alone keeps the ticket. */
  readonly telling?: Telling;
  readonly remediateExecuted: boolean;
  /** SHA-256 of the policy file in force, hex. */
  readonly policyDigest: string;
}
