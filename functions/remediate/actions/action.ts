import type { Decision } from '../../../shared/domain/decision.ts';
import type { ACTION_IDS, Deployment } from '../../../shared/domain/deployment.ts';
import type { Evidence } from '../../../shared/domain/evidence.ts';
import type { Plan } from '../../../shared/domain/plan.ts';
import type { Principal } from '../../../shared/domain/principal.ts';
import type { Subject } from '../../../shared/domain/subject.ts';
import type { PermissionSet } from '../permission-set.ts';

type LiveSubject = Extract<Subject, { kind: 'live' }>;

/** What an action plans for, all of it read and judged a moment ago. */
export interface Task {
  readonly subject: LiveSubject;
  readonly evidence: Evidence;
  readonly decision: Decision;
  /** Who made the change, as the event says. */
  readonly principal: Principal;
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
  readonly id: (typeof ACTION_IDS)[number];
  /** The rule whose findings it mends. */
  readonly fixes: string;
  /** What its planning reads need; each step declares what it needs itself. */
  readonly permissions: PermissionSet;
  plan(task: Task, ports: Ports): Promise<Proposal>;
}
