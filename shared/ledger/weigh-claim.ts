import type { ApproverRequest } from '../domain/approval.ts';
import { type Ceiling, ceilingCap } from '../domain/ceiling.ts';
import { reaches } from '../domain/mode.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { ClaimAnswer, ClaimRequest, Line } from './claim.ts';
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

/** The narrowest first: what is beyond somebody's own share waits there, and stands in nobody else's way. */
export const SCOPES = ['share', 'deployer', 'project', 'organization'] as const;
export type Scope = (typeof SCOPES)[number];

/** What was started within the window in one scope. */
export interface Started {
  readonly count: number;
  /** Of so many newest as the budget allows, when the oldest was started; `undefined` while there are fewer. */
  readonly oldest: string | undefined;
}

/** All that the answer to a claim depends on, read in the claiming transaction. */
export interface ClaimGrounds {
  readonly own: HeldClaim | undefined;
  /** The unconcluded claim of another decision on the same resource; there is one at most. */
  readonly rival: HeldClaim | undefined;
  /** Remediations started within the budget's window, by whose budget it is. */
  readonly started: Readonly<Record<Scope, Started>>;
  /** What an approver asked of the finding last; read for a claim that carries a request out. */
  readonly asked: ApproverRequest | undefined;
  readonly ceiling: Ceiling | undefined;
}

export type ClaimVerdict =
  | { readonly kind: 'concluded'; readonly outcome: Outcome }
  | { readonly kind: 'busy'; readonly until: string }
  | Extract<ClaimAnswer, { kind: 'barred' | 'limited' }>
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
  const limited = usedUp(request, grounds.started);
  if (limited !== undefined) return limited;
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

/** How many may start in a scope; as many as in the next wider one for whoever has no budget of his own. */
export function budgetOf({ budget }: Pick<ClaimRequest, 'budget'>, scope: Scope): number {
  return budget[scope] ?? (scope === 'share' ? budget.project : budget.organization);
}

/** What is known of a scope by the times of its starts, oldest first. */
export function startedAt(starts: readonly string[], budget: number): Started {
  return { count: starts.length, oldest: budget === 0 ? starts[0] : starts.at(-budget) };
}

function usedUp(
  request: ClaimRequest,
  started: ClaimGrounds['started'],
): Extract<ClaimAnswer, { kind: 'limited' }> | undefined {
  const { at, budget } = request;
  for (const scope of SCOPES) {
    const most = budgetOf(request, scope);
    const { count, oldest } = started[scope];
    const whose = whoseBudget(request, scope);
    if (whose === undefined || count < most) continue;
    const because = `The budget of ${most} remediations for ${whose.who} is used up: ${count} were started in the last ${budget.windowSeconds} seconds.`;
    const until = secondsAfter(oldest ?? at, budget.windowSeconds);
    return { kind: 'limited', because, line: whose.line, most, until };
  }
  return undefined;
}

/** Whose budget it is; `undefined` for the deployer's where none is named. */
export function whoseBudget(
  { project, deployer }: ClaimRequest,
  scope: Scope,
): { readonly who: string; readonly line: Line } | undefined {
  switch (scope) {
    case 'organization':
      return { who: 'the organization', line: 'organization' };
    case 'project':
      return { who: `project ${project}`, line: `projects/${project}` };
    case 'deployer':
      return deployer === undefined
        ? undefined
        : { who: `what ${deployer} deployed`, line: `deployers/${deployer}` };
    case 'share':
      return deployer === undefined
        ? undefined
        : {
            who: `what ${deployer} deployed in project ${project}`,
            line: `projects/${project}/deployers/${deployer}`,
          };
  }
}
