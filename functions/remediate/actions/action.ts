import type { Decision } from '../../../shared/domain/decision.ts';
import type { ActionId, Deployment } from '../../../shared/domain/deployment.ts';
import type { Evidence } from '../../../shared/domain/evidence.ts';
import type { FindingId } from '../../../shared/domain/finding.ts';
import type { Plan, Step } from '../../../shared/domain/plan.ts';
import type { Principal } from '../../../shared/domain/principal.ts';
import type { Subject } from '../../../shared/domain/subject.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import type { PermissionSet } from '../permission-set.ts';

type LiveSubject = Extract<Subject, { kind: 'live' }>;

/** What an action plans for, all of it read and judged a moment ago. */
export interface Task<S extends Subject = LiveSubject> {
  readonly subject: S;
  readonly evidence: Evidence;
  readonly decision: Decision;
  readonly decisionId: string;
  /** What else the same reading found wrong, by rule. */
  readonly others: readonly { readonly rule: string; readonly finding: FindingId }[];
  /** Who made the change, as the event says; of a denied deploy, who was refused. */
  readonly principal: Principal;
  readonly policy: Pick<Policy, 'trust' | 'domains'>;
  readonly deployment: Deployment;
  /** RFC 3339. */
  readonly at: string;
}

/** Nothing may be done beyond this mode; a plan is there when an approver could still have it done. */
export interface Hold {
  readonly kind: 'hold';
  readonly mode: 'approve' | 'ticket';
  readonly because: readonly string[];
  readonly plan: Plan | undefined;
}

/** What an action would do, complete before the first write, or why it may not be done. */
export type Proposal = { readonly kind: 'plan'; readonly plan: Plan } | Hold;

export function ticketHold(because: string): Hold {
  return { kind: 'hold', mode: 'ticket', because: [because], plan: undefined };
}

/** Code that mends one kind of evidence. It reads and plans; the writes are the steps' business. */
export interface Action<Ports> {
  /** The rules whose findings it mends. */
  readonly fixes: readonly string[];
  /** What the deployment must allow so that it may take this step; `undefined` for one that writes nothing. */
  needs(step: Step): ActionId | undefined;
  /** What its planning reads need; each step declares what it needs itself. */
  readonly permissions: PermissionSet;
  plan(task: Task<Subject>, ports: Ports): Promise<Proposal>;
}
