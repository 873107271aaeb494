import type { Change } from '../../shared/domain/change.ts';
import { fullResourceName } from '../../shared/domain/resource.ts';
import type { JobState, ProjectFacts, Subject } from '../../shared/domain/subject.ts';
import { gather } from '../../shared/engine/gather.ts';
import { locate } from '../../shared/engine/locate.ts';
import { digest } from './digest.ts';
import { noteAlert } from './note-alert.ts';
import { ownWrite } from './own-writes.ts';
import type { EvaluatePorts, Verdict } from './ports.ts';
import { recordFindings } from './record-findings.ts';
import { settleFindings } from './settle-findings.ts';

/** Reads what the change is about and judges what is there now, or, of a denied deploy, what was asked for. */
export async function judgeChange(change: Change, ports: EvaluatePorts): Promise<Verdict> {
  if (change.disposition === 'denied') return judgeAttempt(change, ports);
  const gathered = await gather(change.resource, ports.readers, { named: named(change) });
  if (gathered.kind === 'outside-organization') return outside(change, ports);
  const project = gathered.kind === 'gone' ? gathered.project : gathered.subject.project;
  if (contradicts(change, project)) return mismatch(change, project, ports);
  const resource = { ...change.resource, project: project.id };
  const live = gathered.kind === 'live' ? gathered.subject.job : undefined;
  const own = await noteOwnWrite(change, live, ports);
  if (gathered.kind === 'gone') {
    const findings = await settleFindings(resource, change, 'the job was deleted', [], ports);
    const result = change.disposition === 'deleted' ? 'job-deleted' : 'ignored.job-gone';
    return { result, because: ['The job is not there any more.'], findings };
  }
  const verdict = await recordFindings(gathered.subject, change, ports);
  return own === 'journalled'
    ? { ...verdict, because: ['Bailiff itself made this change.', ...verdict.because] }
    : verdict;
}

async function judgeAttempt(change: Change, ports: EvaluatePorts): Promise<Verdict> {
  const located = await locate(change.resource.project, ports.readers);
  if (located.kind === 'outside-organization') return outside(change, ports);
  const { project } = located;
  if (contradicts(change, project)) return mismatch(change, project, ports);
  if (change.denial === 'run-permission')
    return {
      result: 'denied.run-permission',
      because: [
        'The caller was refused a permission of Cloud Run itself, so no identity is at stake.',
      ],
    };
  const subject: Subject = {
    kind: 'attempted',
    resource: { ...change.resource, project: project.id },
    project,
    serviceAccount: change.serviceAccount,
    impliesDefault: change.impliesDefault,
    denial: change.denial ?? 'other',
    principal: change.principal,
    unread: [],
  };
  return recordFindings(subject, change, ports);
}

function named({
  serviceAccount,
  impliesDefault,
}: Change): 'explicitly' | 'by-default' | 'unknown' {
  if (impliesDefault) return 'by-default';
  return serviceAccount === undefined ? 'unknown' : 'explicitly';
}

/** The number that stands beside the id in an entry must be the same project's. */
function contradicts({ projectNumber }: Change, project: ProjectFacts): boolean {
  return projectNumber !== undefined && projectNumber !== project.number;
}

async function mismatch(
  change: Change,
  project: ProjectFacts,
  ports: EvaluatePorts,
): Promise<Verdict> {
  const detail = `The entry names the project ${project.id} and the number ${change.projectNumber}, which is not that project's.`;
  const text = `${detail} Nothing was done about it: find out who may publish on the topic audit-events besides the log sink.`;
  const key = `project-mismatch~${digest(detail)}`;
  await noteAlert(
    { key, kind: 'project-mismatch', severity: 'high', text, about: project.id },
    ports,
  );
  return { result: 'ignored.project-mismatch', because: [detail] };
}

async function outside({ resource }: Change, ports: EvaluatePorts): Promise<Verdict> {
  const { project } = resource;
  const { organization } = ports.deployment;
  const text = `An event tells of a job in the project ${project}, which is not in ${organization}. It was ignored: find out how it came onto the topic audit-events, or deploy Bailiff for the organization of that project.`;
  const key = `outside-organization~${project}`;
  await noteAlert(
    { key, kind: 'outside-organization', severity: 'medium', text, about: project },
    ports,
  );
  const because = [`The project ${project} is not in ${organization}.`];
  return { result: 'ignored.outside-organization', because };
}

async function noteOwnWrite(change: Change, live: JobState | undefined, ports: EvaluatePorts) {
  const own = await ownWrite(change, live, ports);
  if (own === 'journalled') await ports.ledger.count('own-write');
  if (own !== 'without-step') return own;
  const name = fullResourceName(change.resource);
  const who = change.principal.kind === 'service-account' ? change.principal.email : 'unknown';
  await noteAlert(
    {
      key: `own-identity-write~${digest(change.eventKey)}`,
      kind: 'own-identity-write-without-step',
      severity: 'critical',
      text: `${who} changed ${name} at ${change.at}, and Bailiff's journal holds no such step: somebody else uses this identity. Take away whoever may act as it or mint its tokens, and look at what else it did.`,
      about: name,
    },
    ports,
  );
  return own;
}
