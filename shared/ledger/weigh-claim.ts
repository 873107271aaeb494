import type { ApproverRequest } from '../domain/approval.ts';
import { type Ceiling, ceilingCap } from '../domain/ceiling.ts';
import { reaches } from '../domain/mode.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { ClaimRequest } from './claim.ts';
import { instant, isBefore, secondsAfter } from './instant.ts';

/**
 * How long an unconcluded decision keeps its resource behind the end of its lease: long enough for its own
 * redelivery to resume a half-done change, short enough that one never delivered again blocks nobody for ever.
 */
const RESUME_SECONDS = 600;

/** What the ledger holds of a claim. `owner` is `undefined` once it was released. */
export interface HeldClaim {
  readonly decision: string;
  readonly owner: string | undefined;
  readonly leaseUntil: string;
  readonly outcome: Outcome | undefined;
}

/** All that the answer to a claim depends on, read in the claiming transaction. */
export interface ClaimGrounds {
  readonly own: HeldClaim | undefined;
  /** The unconcluded claim of another decision on the same resource; there is one at most. */
  readonly rival: HeldClaim | undefined;
  /** Remediations started within the budget's window. */
  readonly started: { readonly organization: number; readonly project: number };
  /** What an approver asked of the finding last; read for a claim that carries a request out. */
  readonly asked: ApproverRequest | undefined;
  readonly ceiling: Ceiling | undefined;
}

export type ClaimVerdict =
  | { readonly kind: 'concluded'; readonly outcome: Outcome }
  | { readonly kind: 'busy'; readonly until: string }
  | { readonly kind: 'barred'; readonly because: string }
  | { readonly kind: 'limited'; readonly because: string }
  | { readonly kind: 'void'; readonly because: string }
  | { readonly kind: 'resume' }
  /** `superseded` is the decision to be concluded in the same transaction. */
  | { readonly kind: 'start'; readonly superseded: string | undefined };

/** Weighs a claim as `Ledger.claim` promises, for every adapter. */
export function weighClaim(request: ClaimRequest, grounds: ClaimGrounds): ClaimVerdict {
  const { own, rival } = grounds;
  if (own?.outcome !== undefined) return { kind: 'concluded', outcome: own.outcome };
  if (own !== undefined) {
    const others = own.owner !== undefined && own.owner !== request.owner;
    return others && isBefore(request.at, own.leaseUntil)
      ? { kind: 'busy', until: own.leaseUntil }
      : { kind: 'resume' };
  }
  if (rival !== undefined) {
    const until = secondsAfter(rival.leaseUntil, RESUME_SECONDS);
    if (isBefore(request.at, until)) return { kind: 'busy', until };
  }
  const cap = ceilingCap(grounds.ceiling);
  if (request.needs !== undefined && cap !== undefined && !reaches(cap.mode, request.needs))
    return { kind: 'barred', because: cap.because };
  const gone = voidBecause(request, grounds.asked);
  if (gone !== undefined) return { kind: 'void', because: gone };
  const because = usedUp(request, grounds.started);
  if (because !== undefined) return { kind: 'limited', because };
  return { kind: 'start', superseded: rival?.decision };
}

/** The start of the budget's window: later starts count. */
export function windowStart({ at, budget }: ClaimRequest): string {
  return instant(secondsAfter(at, -budget.windowSeconds));
}

export function superseded(by: string): Outcome {
  const because = `Superseded by ${by}: its claim ran out and nobody resumed it; its steps stay in the journal.`;
  return { kind: 'failed', retryable: false, because };
}

function voidBecause(
  { request, at }: ClaimRequest,
  asked: ApproverRequest | undefined,
): string | undefined {
  if (request === undefined) return undefined;
  if (asked?.id !== request) return 'The request was withdrawn, or another one took its place.';
  if (asked.used) return 'The request was used before.';
  return isBefore(at, asked.expires) ? undefined : `The request expired at ${asked.expires}.`;
}

function usedUp(
  { project, budget }: ClaimRequest,
  started: ClaimGrounds['started'],
): string | undefined {
  const window = `in the last ${budget.windowSeconds} seconds`;
  if (started.project >= budget.project)
    return `The budget of ${budget.project} remediations for project ${project} is used up: ${started.project} were started ${window}.`;
  if (started.organization >= budget.organization)
    return `The budget of ${budget.organization} remediations for the organization is used up: ${started.organization} were started ${window}.`;
  return undefined;
}
