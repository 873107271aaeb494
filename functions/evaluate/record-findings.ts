import type { Change } from '../../shared/domain/change.ts';
import { decisionId, type Finding, findingId } from '../../shared/domain/finding.ts';
import { principalText } from '../../shared/domain/principal.ts';
import type { Subject } from '../../shared/domain/subject.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import { type Judgement, judge } from '../../shared/engine/judge.ts';
import { standingCaps } from '../../shared/engine/standing-caps.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { alertOnFight } from './alert-on-fight.ts';
import { happened } from './happened.ts';
import type { EvaluatePorts, Verdict } from './ports.ts';
import { settleFindings } from './settle-findings.ts';

/**
 * Judges the subject, records each finding with its decision, publishes what somebody has to do, and settles what
 * is mended.
 */
export async function recordFindings(
  subject: Subject,
  change: Change,
  ports: EvaluatePorts,
): Promise<Verdict> {
  const policy = await inForce(ports);
  const { rules } = ports;
  const broken = rules.filter((rule) => rule.check(subject) !== undefined);
  const findings: Finding[] = [];
  for (const rule of broken) {
    const finding = await record(subject, change, policy, { ...ports, rules: [rule] });
    if (finding !== undefined) findings.push(finding);
  }
  const settled = await settle(
    subject,
    change,
    broken.map(({ id }) => id),
    ports,
  );
  const [first] = findings;
  if (first === undefined) {
    const because = [
      `No rule is broken: ${account(subject)}.`,
      ...settled.map((id) => `${id} is resolved.`),
    ];
    const result = subject.kind === 'live' ? 'compliant' : `denied.${subject.denial}`;
    return { result, because, findings: settled };
  }
  return {
    result: 'finding',
    because: findings.flatMap(({ decision }) => decision.because),
    findings: findings.map(({ id }) => id),
    mode: first.mode,
  };
}

/** One rule's finding; `ports.rules` holds that rule alone. */
async function record(
  subject: Subject,
  change: Change,
  policy: Policy,
  ports: EvaluatePorts,
): Promise<Finding | undefined> {
  const { ledger, deployment, rules, now } = ports;
  const judged = (finding: Finding | undefined): Judgement | undefined =>
    judge(subject, {
      rules,
      policy,
      deployment,
      principal: change.principal,
      today: now().slice(0, 10),
      occurrences: finding?.occurrences ?? 1,
      caps: standingCaps(finding, subject, { policy, deployment, at: now() }),
    })[0];
  const id = findingId(rules[0]?.id ?? '', subject.resource, subject.kind === 'attempted');
  const first = judged(await ledger.finding(id));
  if (first === undefined) return undefined;
  let finding = await ledger.see(sighting(first, subject, change, now()));
  // This very sighting may be the set-back that makes it a fight, or the occurrence that a condition counts to.
  const second = judged(finding);
  if (second !== undefined && second.decision.mode !== first.decision.mode)
    finding = await ledger.see(sighting(second, subject, change, now()));
  await alertOnFight(finding, policy, ports);
  const exempt = await markExempt(finding, ports);
  await tell(exempt, change, ports);
  return exempt;
}

async function inForce({ policy }: EvaluatePorts): Promise<Policy> {
  const loaded = await policy.current();
  if (loaded.ok) return loaded.policy;
  throw new Error(
    `No version of the policy file has been usable so far (${loaded.faults.length} faults), so nothing is judged: check it with "bailiff policy check".`,
  );
}

function sighting(
  { violation, decision, fix }: Judgement,
  subject: Subject,
  change: Change,
  now: string,
) {
  const job = subject.kind === 'live' ? subject.job : { uid: '', generation: 0 };
  return {
    violation,
    decision,
    principal: principalText(change.principal),
    uid: job.uid,
    generation: job.generation,
    fix,
    eventKey: change.eventKey,
    at: happened(change, now),
  };
}

async function markExempt(finding: Finding, { ledger, now }: EvaluatePorts): Promise<Finding> {
  const { exemption } = finding.decision;
  if (exemption === undefined || finding.state === 'exempt') return finding;
  const what = `exempt by ${exemption.id} until ${exemption.expires}`;
  const moved = await ledger.move(finding.id, { state: 'exempt', entry: { at: now(), what } });
  return moved ?? finding;
}

/** What is only observed is nobody's business, unless a ticket of it is still to be closed. */
async function tell(
  finding: Finding,
  { eventKey }: Change,
  { publisher }: EvaluatePorts,
): Promise<void> {
  if (finding.mode === 'observe' && finding.ticket === undefined) return;
  const decision = decisionId(finding, eventKey);
  await publisher.publish(TOPICS.decisions, {
    kind: 'finding',
    finding: finding.id,
    decision,
    event: eventKey,
  });
}

/** Findings of rules that the live job no longer breaks; an attempt proves nothing about the job. */
function settle(subject: Subject, change: Change, broken: readonly string[], ports: EvaluatePorts) {
  if (subject.kind !== 'live') return [];
  const why = `someone else mended it: ${account(subject)}`;
  return settleFindings(subject.resource, change, why, broken, ports, subject.job);
}

function account(subject: Subject): string {
  if (subject.kind === 'attempted')
    return `the deploy that was denied asked for ${subject.serviceAccount ?? 'an account that the entry does not name'}`;
  return `the job now runs as ${subject.job.serviceAccount || 'the default account'}`;
}
