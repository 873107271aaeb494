import type { Drift } from '../../shared/domain/drift.ts';
import { UNSETTLED } from '../../shared/domain/finding.ts';
import { parsePrincipal } from '../../shared/domain/principal.ts';
import { fullResourceName } from '../../shared/domain/resource.ts';
import type { AccountUse } from '../../shared/ledger/ledger.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { gatherReadable } from './gather-readable.ts';
import { happened } from './happened.ts';
import type { EvaluatePorts, Verdict } from './ports.ts';
import { recordLive } from './record-findings.ts';
import { settleFindings } from './settle-findings.ts';

/**
 * Judges one job again whose access may have changed, once an event: the ledger keeps which jobs an event has been
 * through, so that a later delivery leaves them out. Of Bailiff's `own` writes, which add access or take back what they
 * added, no more is looked at than whether they settle something. Returns the findings that it was about; a job that may
 * not be read stays as it is until a sweep looks again.
 */
export async function judgeUse(
  { resource }: AccountUse,
  drift: Drift,
  own: boolean,
  policy: Policy,
  ports: EvaluatePorts,
): Promise<{ readonly findings: readonly string[]; readonly unread?: true }> {
  const { ledger, log, now } = ports;
  const { eventKey, at, what, method } = drift;
  const name = fullResourceName(resource);
  const key = `${eventKey}|${name}`;
  if (await ledger.recorded(key)) return { findings: [] };
  if (own) {
    const unsettled = await ledger.findings({ resource: name, states: [...UNSETTLED], limit: 1 });
    if (unsettled.findings.length === 0) return { findings: [] };
  }
  const { result, because, findings = [] } = await judgeAgain(resource, drift, policy, ports);
  const record = { result, because: [what, ...because].join(' ') };
  await ledger.recordEvent(key, record, happened({ at }, now()));
  if (result !== 'drift.unread') return { findings };
  log.warn(record.because, { event: eventKey, resource: name, method, result });
  return { findings, unread: true };
}

async function judgeAgain(
  resource: AccountUse['resource'],
  { eventKey, at, what }: Drift,
  policy: Policy,
  ports: EvaluatePorts,
): Promise<Verdict> {
  const occasion = { eventKey, at, access: what, quiet: 'drift' } as const;
  const result = 'drift.job';
  const gathered = await gatherReadable(resource, policy, ports);
  switch (gathered.kind) {
    case 'unread': {
      const stands = `The job ${resource.name} could not be read, so it stays as it is until a sweep looks again.`;
      return { result: 'drift.unread', because: [stands, gathered.because] };
    }
    case 'outside-organization':
      return { result, because: ['The job is not in the organization any more.'] };
    case 'gone': {
      const deleted = { ...occasion, principal: { kind: 'unknown' } as const };
      const findings = await settleFindings(resource, deleted, 'the job was deleted', [], ports);
      return { result, because: ['The job is not there any more.'], findings };
    }
    case 'live': {
      // Who changed the access did not deploy the job.
      const principal = parsePrincipal(gathered.subject.job.lastModifier);
      const verdict = await recordLive(gathered.subject, { ...occasion, principal }, policy, ports);
      return { ...verdict, result };
    }
  }
}
