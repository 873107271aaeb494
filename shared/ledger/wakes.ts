import { type ApproverRequest, requestDecision, requestEvent } from '../domain/approval.ts';
import { claimKey, type FindingWake, lookKey, type Wake } from '../domain/wake.ts';
import type { ClaimRequest } from './claim.ts';
import { instant, secondsAfter } from './instant.ts';
import { placeAt } from './wanted.ts';

/**
 * A delivery ends within 540 seconds of its claim, which leases it for two minutes; another decision may take the
 * resource 600 seconds behind the lease. What is unfinished in between is nobody's.
 */
const STUCK_SECONDS = 480;

/** The message of a request is on its way for so long before it counts as lost. */
const REQUEST_SECONDS = 300;

/** Behind every place of this instant: keys begin with a letter. */
const END = '~';

/** The wake that stands while the decision is claimed and has no outcome. */
export function claimWake({
  decision,
  finding,
  event,
  owner,
  at,
  leaseSeconds,
}: ClaimRequest): FindingWake {
  const due = secondsAfter(at, leaseSeconds + STUCK_SECONDS);
  const key = claimKey(decision);
  return { key, kind: 'claim', finding, decision, event, due, nonce: owner, tries: 0 };
}

/** The wake that stands until remediate has dealt with what an approver asked. */
export function requestWake(finding: string, request: ApproverRequest): FindingWake {
  return {
    ...{ key: lookKey(finding), kind: 'request', finding },
    decision: requestDecision(finding, request),
    event: requestEvent(request),
    due: secondsAfter(request.at, REQUEST_SECONDS),
    ...{ nonce: request.id, tries: 0 },
  };
}

/** What orders the wakes: when they are due, then their key. */
export function wakePlace({ due, key }: Pick<Wake, 'due' | 'key'>): string {
  return placeAt(due, key);
}

/** Wakes due at or before `at` have a place below it. */
export function duePlace(at: string): string {
  return `${instant(at)} ${END}`;
}

/** The wake after it was put off, as `Ledger.postpone` promises it, for every adapter; `undefined` when it is another. */
export function postponed(present: Wake | undefined, wake: Wake, until: string): Wake | undefined {
  const same = present?.nonce === wake.nonce && present.due === wake.due;
  return same ? { ...present, due: until, tries: present.tries + 1 } : undefined;
}
