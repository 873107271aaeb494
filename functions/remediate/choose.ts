import { type ApproverRequest, requestDecision } from '../../shared/domain/approval.ts';
import { claimedResource } from '../../shared/domain/finding.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import { standingHold } from '../../shared/engine/standing-hold.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import type { Hold } from './actions/action.ts';
import { deployedBy } from './deployed-by.ts';
import { look, type Violating } from './look.ts';
import type { Delivery } from './ports.ts';
import { proposalOf } from './proposal.ts';
import { propose, readable } from './propose.ts';
import type { Asked, Settlement } from './settlement.ts';
import { weighApproval } from './weigh-approval.ts';

/** What is to be done, all of it decided anew. */
export type Choice =
  | { readonly kind: 'settle'; readonly settlement: Settlement }
  | {
      readonly kind: 'act';
      /** The decision that it is claimed under. */
      readonly decision: string;
      readonly plan: Plan;
      readonly now: Violating;
      /** Where somebody approved just this: what he asked, and how to ask again. */
      readonly approval: { readonly request: ApproverRequest; readonly asked: Asked } | undefined;
    };

type Waiting = Hold & { readonly plan: Plan };

/** Reads the world and decides under the policy in force; an approver's word counts only for what he was shown. */
export async function choose(delivery: Delivery): Promise<Choice> {
  const now = await look(delivery);
  if (now.kind !== 'violating') return { kind: 'settle', settlement: now };
  const { decision } = now.judgement;
  const { message, finding, ports } = delivery;
  if (now.decisionId !== message.decision)
    ports.log.info(`Judged anew: ${now.decisionId} takes the place of the message's decision.`, {
      finding: finding.id,
      decision: message.decision,
      mode: decision.mode,
    });
  if (decision.mode === 'observe' || decision.mode === 'ticket')
    return {
      kind: 'settle',
      settlement: {
        kind: 'below-approve',
        byApprover: isHeld(now, delivery),
        ...judged(now),
      },
    };
  const proposal = await propose(now, delivery);
  const past = await ports.ledger.remediationsOf(claimedResource(finding));
  if (proposal.kind === 'plan' && decision.mode === 'remediate') {
    const plan = { ...proposal.plan, deployedBy: deployedBy(now.subject, past, delivery) };
    return { kind: 'act', decision: now.decisionId, plan, now, approval: undefined };
  }
  const because =
    proposal.kind === 'hold'
      ? proposal.because
      : ['Nothing is changed before somebody approves it.'];
  const mode = proposal.kind === 'hold' ? proposal.mode : 'approve';
  const { plan } = proposal;
  if (mode === 'ticket' || plan === undefined)
    return settled(held({ kind: 'hold', mode, because, plan }, now));
  return forApproval({ kind: 'hold', mode, because, plan }, now, past, delivery);
}

/** Nothing is changed, and the finding says why. */
export function held(
  hold: Hold,
  now: Violating,
  asked?: Asked,
): Extract<Settlement, { kind: 'held' }> {
  return { kind: 'held', hold, ...(asked === undefined ? {} : { asked }), ...judged(now) };
}

async function forApproval(
  hold: Waiting,
  now: Violating,
  past: readonly Remediation[],
  delivery: Delivery,
): Promise<Choice> {
  const { finding, ports } = delivery;
  const proposal = await readable(() => proposalOf(hold.plan, now, past, delivery));
  if (proposal.kind === 'hold') return settled(held(proposal, now));
  const { request } = finding;
  const own = request === undefined ? undefined : requestDecision(finding.id, request);
  const over = past.some(({ decision, outcome }) => decision === own && outcome !== undefined);
  const { deployment } = ports;
  const approval = weighApproval(finding, proposal.value, { deployment, at: ports.now(), over });
  if (approval.kind === 'asked') {
    const { because } = approval;
    const asked = { proposal: proposal.value, because, over: request?.id };
    return settled(held(hold, now, asked));
  }
  const { by } = approval.request;
  const asked = { proposal: proposal.value, because: [`${by} approved it.`], over: undefined };
  return {
    kind: 'act',
    decision: requestDecision(finding.id, approval.request),
    plan: approvedPlan(hold.plan, now, by, proposal.value.deployedBy),
    now,
    approval: { request: approval.request, asked },
  };
}

/** Bound to the version of the job that was approved, up to the very write. */
function approvedPlan(
  plan: Plan,
  { subject }: Violating,
  approvedBy: string,
  deployers: readonly string[],
): Plan {
  const steps = plan.steps.map((step) =>
    step.kind === 'assign-service-account' && subject.kind === 'live'
      ? { ...step, etag: subject.job.etag }
      : step,
  );
  return { ...plan, steps, approvedBy, deployedBy: deployers };
}

function isHeld({ subject, policy }: Violating, { finding, ports }: Delivery): boolean {
  const { deployment } = ports;
  return standingHold(finding.hold, subject, { policy, deployment, at: ports.now() }) !== undefined;
}

function settled(settlement: Settlement): Choice {
  return { kind: 'settle', settlement };
}

function judged({ judgement, decisionId, subject }: Violating) {
  const generation = subject.kind === 'live' ? subject.job.generation : 0;
  return { decision: judgement.decision, decisionId, generation };
}
