import {
  type ApproverRequest,
  type FindingHold,
  namesDigest,
  shortDigest,
} from '../domain/approval.ts';
import type { Finding } from '../domain/finding.ts';
import { withEntry } from './history.ts';
import { isBefore } from './instant.ts';

/** What an approver asks of a finding. */
export type Ask = {
  /** As a member; whether he may ask is for the caller to know. */
  readonly by: string;
  readonly at: string;
  /** A request that is known to be carried out or given up, and stands in nobody's way. */
  readonly over?: string | undefined;
} & (
  | {
      readonly kind: 'approve';
      readonly id: string;
      readonly expires: string;
      /** Of the proposal that he was shown, or its beginning; the present one when left out. */
      readonly digest?: string | undefined;
    }
  | {
      readonly kind: 'undo';
      readonly id: string;
      readonly expires: string;
      /** Whose remediation is to be undone. */
      readonly decision: string;
    }
  | {
      readonly kind: 'reject';
      readonly reason: string;
      /** Of a denied deploy, the digest of its diagnosis. */
      readonly diagnosis: string | undefined;
    }
);

export type AskAnswer =
  /** Recorded now, or the same was asked for before and stands. */
  | { readonly kind: 'taken'; readonly finding: Finding }
  /** Nothing was written. */
  | { readonly kind: 'refused'; readonly because: string };

/** What becomes of the finding, as `Ledger.ask` promises it, for every adapter; `present` itself when nothing does. */
export function asked(present: Finding, ask: Ask): AskAnswer {
  switch (ask.kind) {
    case 'approve':
      return approved(present, ask);
    case 'undo':
      return taken(requested(present, ask, ask.decision, `${ask.by} asks to undo it.`));
    case 'reject':
      return rejected(present, ask);
  }
}

/** The finding after the claim that carries its request out has started. */
export function withRequestUsed(finding: Finding): Finding {
  const { request } = finding;
  return request === undefined ? finding : { ...finding, request: { ...request, used: true } };
}

function approved(present: Finding, ask: Extract<Ask, { kind: 'approve' }>): AskAnswer {
  const { proposal } = present;
  if (present.state !== 'awaiting-approval' || proposal === undefined) return noProposal(present);
  const { digest } = proposal;
  if (ask.digest !== undefined && !namesDigest(digest, ask.digest))
    return refused(
      `The plan that waits is ${shortDigest(digest)}, not ${ask.digest}: look at it, then approve that.`,
    );
  const what = `${ask.by} approved the plan ${shortDigest(digest)}; it can be begun until ${ask.expires}.`;
  return taken(requested(present, ask, digest, what));
}

function rejected(present: Finding, ask: Extract<Ask, { kind: 'reject' }>): AskAnswer {
  if (present.state !== 'awaiting-approval' || present.proposal === undefined)
    return noProposal(present);
  if (standing(present, ask)?.used === true)
    return refused('It was approved, and is being carried out: undo it when it is done.');
  const { uid, generation, decision } = present;
  const { by, at, reason, diagnosis } = ask;
  const { policyDigest } = decision;
  const hold: FindingHold = {
    ...{ kind: 'rejected', by, at, reason, uid, generation },
    ...{ policyDigest, diagnosis },
  };
  const because = `${by} rejected the plan ${shortDigest(present.proposal.digest)}: ${reason}`;
  return taken({
    ...present,
    state: 'held',
    mode: 'ticket',
    decision: { ...decision, mode: 'ticket', because: [...decision.because, because] },
    proposal: undefined,
    request: undefined,
    hold,
    history: withEntry(present.history, { at, what: because }),
  });
}

/** The finding with the request, unless one for the same stands already: two approvers want what one wants. */
function requested(
  present: Finding,
  ask: Extract<Ask, { kind: ApproverRequest['kind'] }>,
  of: string,
  what: string,
): Finding {
  const { kind, id, by, at, expires } = ask;
  const before = standing(present, ask);
  if (before?.kind === kind && before.of === of) return present;
  return {
    ...present,
    request: { kind, id, by, at, expires, of, used: false },
    history: withEntry(present.history, { at, what }),
  };
}

/** The request that is still to be carried out, or is being carried out. */
function standing({ request }: Finding, { at, over }: Ask): ApproverRequest | undefined {
  if (request === undefined || request.id === over) return undefined;
  return request.used || isBefore(at, request.expires) ? request : undefined;
}

function noProposal({ state }: Finding): AskAnswer {
  return refused(
    state === 'awaiting-approval'
      ? 'No plan of it is kept: the next event or sweep makes one.'
      : `No plan of it waits for an approver: it is ${state}.`,
  );
}

function taken(finding: Finding): AskAnswer {
  return { kind: 'taken', finding };
}

function refused(because: string): AskAnswer {
  return { kind: 'refused', because };
}
