import { ceilingCap } from '../../shared/domain/ceiling.ts';
import {
  decisionId,
  type Finding,
  findingId,
  type Violation,
} from '../../shared/domain/finding.ts';
import { logSource } from '../../shared/domain/log-source.ts';
import { principalText } from '../../shared/domain/principal.ts';
import type { Subject } from '../../shared/domain/subject.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import { type Judgement, judge } from '../../shared/engine/judge.ts';
import { ticketCaps, ticketFindings } from '../../shared/engine/ticket-caps.ts';
import type { Sighting } from '../../shared/ledger/sighting.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import type { Rule } from '../../shared/rules/rule.ts';
import { alertOnFight } from './alert-on-fight.ts';
import { alertOnUnreadableExemption } from './alert-on-unreadable-exemption.ts';
import { happened } from './happened.ts';
import { isKnown } from './is-known.ts';
import type { Occasion } from './occasion.ts';
import type { EvaluatePorts } from './ports.ts';
import { promiseTelling, type Telling } from './promise-telling.ts';

/** One rule that the subject breaks. */
export interface Broken {
  readonly rule: Rule;
  readonly violation: Violation;
}

/** Judges the violation, records it with its decision, and publishes it if somebody has to do something. */
export async function recordFinding(
  { rule, violation }: Broken,
  subject: Subject,
  occasion: Occasion,
  policy: Policy,
  ports: EvaluatePorts,
): Promise<Finding> {
  const { ledger, deployment, now } = ports;
  const together = await ticketFindings(violation, ledger);
  const ceiling = ceilingCap(await ledger.ceiling());
  const judged = (finding: Finding | undefined): Judgement => {
    const known = finding === undefined ? together : [...together, finding];
    const [judgement] = judge(subject, {
      rules: [rule],
      policy,
      deployment,
      principal: occasion.principal,
      today: now().slice(0, 10),
      occurrences: finding?.occurrences ?? 1,
      ceiling,
      caps: ticketCaps(known, subject, { policy, deployment, at: now() }),
    });
    if (judgement === undefined) throw new Error(`${rule.id} contradicts itself on one subject.`);
    return judgement;
  };
  const present = await ledger.finding(findingId(violation));
  const first = judged(present);
  if (present !== undefined && isKnown(present, first, subject, occasion)) return present;
  const sighted = sighting(first, subject, occasion, now());
  const told = isTold(first.decision.mode, present?.ticket)
    ? await promiseTelling(tellingOf(sighted), ports)
    : undefined;
  let finding = await ledger.see(sighted);
  // This very sighting may be the set-back that makes it a fight, or the occurrence that a condition counts to.
  const second = judged(finding);
  if (second.decision.mode !== first.decision.mode)
    finding = await ledger.see(sighting(second, subject, occasion, now()));
  finding = await noteAccess(finding, occasion, ports);
  finding = await alertOnFight(finding, policy, ports);
  await alertOnUnreadableExemption(finding, ports);
  finding = await markExempt(finding, ports);
  if (isTold(finding.mode, finding.ticket))
    await ports.publisher.publish(TOPICS.decisions, {
      kind: 'finding',
      finding: finding.id,
      decision: decisionId(finding, occasion.eventKey),
      event: occasion.eventKey,
    });
  await told?.();
  return finding;
}

function sighting(
  { violation, decision, fix }: Judgement,
  subject: Subject,
  occasion: Occasion,
  now: string,
): Sighting {
  const { principal, eventKey, access, userAgent } = occasion;
  const job = subject.kind === 'live' ? subject.job : { uid: '', generation: 0 };
  const at = happened(occasion, now);
  const because = [...decision.because, ...(access === undefined ? [] : [access])];
  return {
    violation,
    decision: { ...decision, because },
    principal: principalText(principal),
    uid: job.uid,
    generation: job.generation,
    fix,
    eventKey,
    at,
    made: occasion.generation === job.generation && occasion.uid === job.uid ? at : undefined,
    by: subject.kind === 'live' ? subject.job.lastModifier : undefined,
    client: userAgent,
    source: logSource(eventKey),
  };
}

/** Who changed the access is not who deployed, so it stands in the history beside that. */
async function noteAccess(
  finding: Finding,
  { access }: Occasion,
  { ledger, now }: EvaluatePorts,
): Promise<Finding> {
  if (access === undefined) return finding;
  const moved = await ledger.move(finding.id, { entry: { at: now(), what: access } });
  return moved ?? finding;
}

async function markExempt(finding: Finding, { ledger, now }: EvaluatePorts): Promise<Finding> {
  const { exemption } = finding.decision;
  if (exemption === undefined || finding.state === 'exempt') return finding;
  const what = `exempt by ${exemption.id} until ${exemption.expires}`;
  const moved = await ledger.move(finding.id, { state: 'exempt', entry: { at: now(), what } });
  return moved ?? finding;
}

/** What is only observed is nobody's business, unless a ticket of it is still to be closed. */
function isTold(mode: Finding['mode'], ticket: string | undefined): boolean {
  return mode !== 'observe' || ticket !== undefined;
}

function tellingOf({ violation, decision, uid, generation, eventKey }: Sighting): Telling {
  const id = findingId(violation);
  const { evidence } = violation;
  const state = { id, uid, generation, decision, evidence };
  return { finding: id, decision: decisionId(state, eventKey), event: eventKey };
}
