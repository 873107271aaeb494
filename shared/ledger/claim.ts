import type { Mode } from '../domain/mode.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Plan } from '../domain/plan.ts';
import type { FullResourceName } from '../domain/resource.ts';
import type { JournalStep } from './journal.ts';

/** How many remediations may start within `windowSeconds`, counted over all instances. */
interface Budget {
  readonly organization: number;
  readonly project: number;
  /** For one deployer; no less than for the organization when left out. */
  readonly deployer?: number | undefined;
  /** For one deployer in one project; no less than for the project when left out. */
  readonly share?: number | undefined;
  readonly windowSeconds: number;
}

/** Whose budget it is: all that wait for one stand in one line. */
export type Line =
  | 'organization'
  | `projects/${string}`
  | `deployers/${string}`
  | `projects/${string}/deployers/${string}`;

export interface ClaimRequest {
  readonly decision: string;
  readonly finding: string;
  readonly resource: FullResourceName;
  readonly project: string;
  /** Who deployed what is mended; counted for nobody when left out. */
  readonly deployer?: string | undefined;
  /** The key of the event that it is for, so that a wake can take it up again. */
  readonly event: string;
  /** Names this instance and delivery; unguessable enough not to repeat. */
  readonly owner: string;
  readonly at: string;
  readonly leaseSeconds: number;
  readonly budget: Budget;
  /** How far the ceiling must reach for a start, see Ledger.setCeiling; left out, it bounds nothing. */
  readonly needs?: Mode | undefined;
  /** The id of the approver's request that the decision carries out: a start uses it up, or is void. */
  readonly request?: string | undefined;
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
  /** The ceiling does not reach so far; nothing was claimed. The sentence names who set it and why. */
  | { readonly kind: 'barred'; readonly because: string }
  /** The budget is used up; nothing was claimed. The sentence names the numbers; from `until` on one more may start. */
  | {
      readonly kind: 'limited';
      readonly because: string;
      readonly line: Line;
      /** How many may start within the window in that line. */
      readonly most: number;
      readonly until: string;
    }
  /** The approver's request is not there any more, is used up, or has expired; nothing was claimed. */
  | { readonly kind: 'void'; readonly because: string };
