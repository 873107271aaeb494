import { type Finding, findingId } from '../../shared/domain/finding.ts';
import type { Subject } from '../../shared/domain/subject.ts';
import type { LiveSubject } from '../../shared/engine/gather.ts';
import type { AttemptedSubject } from '../../shared/engine/gather-attempt.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { admitAttempt, LEFT_OUT } from './admit-attempt.ts';
import { justMended, PROPAGATING } from './just-mended.ts';
import type { Occasion } from './occasion.ts';
import type { EvaluatePorts, Verdict } from './ports.ts';
import { type Broken, recordFinding } from './record-finding.ts';
import { settleFindings } from './settle-findings.ts';

/** Judges a job, records each finding with its decision, and settles what is mended. */
export async function recordLive(
  subject: LiveSubject,
  occasion: Occasion,
  policy: Policy,
  ports: EvaluatePorts,
): Promise<Verdict> {
  const broken = brokenBy(subject, ports);
  const findings: Finding[] = [];
  for (const one of broken)
    findings.push(await recordFinding(one, subject, occasion, policy, ports));
  const runs = `the job now runs as ${subject.job.serviceAccount || 'the default account'}`;
  const settled = await settleFindings(
    subject.resource,
    occasion,
    occasion.access ?? `someone else mended it: ${runs}`,
    broken.map(({ rule }) => rule.id),
    ports,
    subject.job,
  );
  if (findings.length > 0) return found(findings);
  const because = [`No rule is broken: ${runs}.`, ...settled.map((id) => `${id} is resolved.`)];
  return { result: 'compliant', because, findings: settled };
}

/**
 * Judges a deploy that was refused and records its findings: not those that Bailiff has just mended, nor more than a
 * principal is allowed in an hour.
 */
export async function recordAttempt(
  subject: AttemptedSubject,
  occasion: Occasion,
  policy: Policy,
  ports: EvaluatePorts,
): Promise<Verdict> {
  const mended = await justMended(subject, occasion, ports);
  const broken = brokenBy(subject, ports).filter(
    ({ violation }) => !mended.has(findingId(violation)),
  );
  const findings: Finding[] = [];
  for (const one of broken)
    if (await admitAttempt(findingId(one.violation), occasion, ports))
      findings.push(await recordFinding(one, subject, occasion, policy, ports));
  if (findings.length > 0) return found(findings);
  if (broken.length > 0) return LEFT_OUT;
  if (mended.size > 0) return PROPAGATING;
  const asked = subject.serviceAccount ?? 'an account that the entry does not name';
  const because = [`No rule is broken: the deploy that was denied asked for ${asked}.`];
  return { result: `denied.${subject.denial}`, because, findings: [] };
}

function brokenBy(subject: Subject, { rules }: EvaluatePorts): readonly Broken[] {
  return rules.flatMap((rule) => {
    const violation = rule.check(subject);
    return violation === undefined ? [] : [{ rule, violation }];
  });
}

function found(findings: readonly Finding[]): Verdict {
  return {
    result: 'finding',
    because: findings.flatMap(({ decision }) => decision.because),
    findings: findings.map(({ id }) => id),
    mode: findings[0]?.mode ?? 'observe',
  };
}
