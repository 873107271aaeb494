import type { Change } from '../../shared/domain/change.ts';
import { gatherJob } from './gather-job.ts';
import { judgeAttempt } from './judge-attempt.ts';
import { noteOwnWrite } from './note-own-write.ts';
import { ownWrite } from './own-writes.ts';
import { policyInForce } from './policy-in-force.ts';
import type { EvaluatePorts, Verdict } from './ports.ts';
import { recordLive } from './record-findings.ts';
import { settleAttempts } from './settle-attempts.ts';
import { settleFindings } from './settle-findings.ts';
import { mismatch, outside } from './strangers.ts';

/** Reads what the change is about and judges what is there now, or, of a denied deploy, what was asked for. */
export async function judgeChange(change: Change, ports: EvaluatePorts): Promise<Verdict> {
  if (change.disposition === 'denied') return judgeAttempt(change, ports);
  const reading = policyInForce(ports);
  const [policy, gathered] = await Promise.all([
    reading,
    gatherJob(change.resource, named(change), reading, ports),
  ]);
  if (gathered.kind === 'outside-organization') return outside(change.resource.project, ports);
  const project = gathered.kind === 'gone' ? gathered.project : gathered.subject.project;
  const { projectNumber } = change;
  if (projectNumber !== undefined && projectNumber !== project.number)
    return mismatch(project, projectNumber, ports);
  const live = gathered.kind === 'live' ? gathered.subject.job : undefined;
  const own = await ownWrite(change, live, ports);
  await noteOwnWrite(own, change, ports);
  if (gathered.kind === 'gone') {
    const resource = { ...change.resource, project: project.id };
    const findings = await settleFindings(resource, change, 'the job was deleted', [], ports);
    const result = change.disposition === 'deleted' ? 'job-deleted' : 'ignored.job-gone';
    return { result, because: ['The job is not there any more.'], findings };
  }
  const verdict = await recordLive(gathered.subject, change, policy, ports);
  const proven = isDeploy(change) ? await settleAttempts(gathered.subject, change, ports) : [];
  return {
    ...verdict,
    because: [
      ...(own === 'journalled' ? ['Bailiff itself made this change.'] : []),
      ...verdict.because,
      ...proven.map((id) => `${id} is resolved: a deploy went through.`),
    ],
  };
}

/** What Cloud Run writes by itself when a job is ready tells of no deploy. */
function isDeploy({ disposition, method }: Change): boolean {
  return disposition === 'applied' && !method.startsWith('/');
}

function named({
  serviceAccount,
  impliesDefault,
}: Change): 'explicitly' | 'by-default' | 'unknown' {
  if (impliesDefault) return 'by-default';
  return serviceAccount === undefined ? 'unknown' : 'explicitly';
}
