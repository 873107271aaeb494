import type { Principal } from './principal.ts';

/** One member of one role that was added or taken away, as an entry tells it. */
export interface BindingDelta {
  readonly action: 'ADD' | 'REMOVE';
  readonly role: string;
  readonly member: string;
  /** Whether under a condition. */
  readonly conditional: boolean;
}

/** What a change outside of any job may have altered. */
type DriftScope =
  /** One service account: its policy, its state, its making or deletion; by the address or the unique id that is known. */
  | {
      readonly kind: 'account';
      readonly email: string | undefined;
      readonly uniqueId: string | undefined;
    }
  /**
   * Whatever inherits from `projects/ID` (`projects/NUMBER` where the entry tells no id), `folders/N` or
   * `organizations/N`: allow and deny policies, roles, constraints.
   */
  | { readonly kind: 'place'; readonly name: string };

/** A change that may let jobs use their account, or keep them from it. Like every event a hint, never a fact. */
export interface Drift {
  readonly scope: DriftScope;
  /** An id and a number that the entry names side by side; whoever reads the project checks that they are one's. */
  readonly project?: { readonly id: string; readonly number: string };
  /** What happened, in a sentence for tickets; holds nothing of the request but validated names. */
  readonly what: string;
  readonly principal: Principal;
  /** `logName|timestamp|insertId`. */
  readonly eventKey: string;
  /** RFC 3339, when the call was made. */
  readonly at: string;
  readonly method: string;
  /** The bindings that a new allow policy added and took away; left out where the entry does not tell all of them. */
  readonly deltas?: readonly BindingDelta[];
}
