import type { Decision } from '../domain/decision.ts';
import { type Deployment, ownIdentities } from '../domain/deployment.ts';
import { type FindingId, findingId, type Violation } from '../domain/finding.ts';
import { type Cap, reaches } from '../domain/mode.ts';
import { type Principal, parsePrincipal, principalText } from '../domain/principal.ts';
import type { Subject } from '../domain/subject.ts';
import { conditionView } from '../policy/condition.ts';
import { decide } from '../policy/decide.ts';
import type { Access } from '../policy/mending-caps.ts';
import { ownerOf } from '../policy/owner-of.ts';
import type { Policy } from '../policy/policy.ts';
import { severityOf } from '../rules/parts/severity.ts';
import type { Rule } from '../rules/rule.ts';
import { companionCaps } from './companions.ts';
import { restoreCap } from './restore-cap.ts';

export interface JudgeContext {
  readonly rules: readonly Rule[];
  readonly policy: Policy;
  readonly deployment: Deployment;
  /** Who made the change, as the event says. */
  readonly principal: Principal;
  /** YYYY-MM-DD in UTC. */
  readonly today: string;
  /** How often the finding was seen, this time included; 1 when left out. */
  readonly occurrences?: number;
  /** What approvers let Bailiff do at most, see ceilingCap. */
  readonly ceiling?: Cap | undefined;
  /** What the past of each finding does not let exceed, see ticket-caps.ts. */
  readonly caps?: (finding: FindingId) => readonly Cap[];
}

export interface Judgement {
  readonly violation: Violation;
  readonly decision: Decision;
  /** gcloud lines that mend it at the source. */
  readonly fix: readonly string[];
}

/**
 * What is wrong with the subject and what is to be done about it: the rules, then the policy within what bounds it.
 * Pure.
 */
export function judge(subject: Subject, context: JudgeContext): readonly Judgement[] {
  return context.rules.flatMap((rule) => {
    const violation = rule.check(subject);
    if (violation === undefined) return [];
    const decision = decisionOn(violation, rule, subject, context);
    return [{ violation, decision, fix: rule.fix(violation, subject) }];
  });
}

function decisionOn(
  violation: Violation,
  rule: Rule,
  subject: Subject,
  context: JudgeContext,
): Decision {
  const alone = decideOn(violation, rule, subject, context, []);
  // What others hold back is only said where it changes something: it tells more than a deployer may need to know.
  if (!reaches(alone.mode, 'approve')) return alone;
  const companions = companionCaps(violation, rule, subject, (other, broken) =>
    decideOn(broken, other, subject, context, []),
  );
  return decideOn(violation, rule, subject, context, companions);
}

function decideOn(
  violation: Violation,
  rule: Rule,
  subject: Subject,
  context: JudgeContext,
  companions: readonly Cap[],
): Decision {
  const { policy, deployment, today, occurrences = 1, ceiling, caps } = context;
  const live = subject.kind === 'live' ? subject.job : undefined;
  // Who deployed a live job is what the job says: an event that is late or forged may name somebody whom the policy spares.
  const last = parsePrincipal(live?.lastModifier);
  const principal = principalText(last.kind === 'unknown' ? context.principal : last);
  const labels = live?.labels ?? {};
  const view = conditionView({
    rule: rule.id,
    severity: severityOf(violation),
    owner: ownerOf(policy.tickets?.owner, { job: labels, project: subject.project.labels ?? {} }),
    attempted: violation.attempted,
    principal,
    serviceAccount: violation.serviceAccount,
    occurrences,
    resource: violation.resource,
    labels,
    ancestors: subject.project.ancestors,
  });
  const own = rule.cap(subject);
  return decide(
    policy,
    { rule: rule.id, view, deployedBy: [principal], access: accessOf(violation, subject) },
    {
      today,
      ceiling: deployment.ceiling,
      caps: [
        ...(ceiling === undefined ? [] : [ceiling]),
        ...(own === undefined ? [] : [own]),
        ...unreadCap(violation),
        ...ownCap(violation, subject, deployment),
        ...restoreCap(violation, subject, policy),
        ...companions,
        ...(caps?.(findingId(violation)) ?? []),
      ],
    },
  );
}

function accessOf({ serviceAccount }: Violation, subject: Subject): Access {
  return {
    project: subject.project.id,
    account: serviceAccount,
    deployer: subject.kind === 'attempted' ? subject.principal : undefined,
  };
}

function unreadCap({ indeterminate }: Violation): readonly Cap[] {
  if (indeterminate.length === 0) return [];
  const because = `Not everything could be read, so nothing is changed: ${indeterminate.join(' ')}`;
  return [{ mode: 'ticket', because }];
}

/** Bailiff never changes what it runs on or as: a mistake there could not be taken back by itself. */
function ownCap(
  { serviceAccount, evidence }: Violation,
  { project }: Subject,
  deployment: Deployment,
): readonly Cap[] {
  const home = evidence.kind === 'account-use' ? evidence.diagnosis.account.project : undefined;
  if ([project.id, home].includes(deployment.project)) {
    const because = `${deployment.project} is Bailiff's own project, in which Bailiff changes nothing.`;
    return [{ mode: 'ticket', because }];
  }
  if (serviceAccount === undefined || !ownIdentities(deployment).includes(serviceAccount))
    return [];
  const because = `${serviceAccount} is one of Bailiff's own identities, around which it changes nothing.`;
  return [{ mode: 'ticket', because }];
}
