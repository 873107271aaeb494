import type { ProjectFacts } from '../../shared/domain/subject.ts';
import { digest } from './digest.ts';
import { noteAlert } from './note-alert.ts';
import type { EvaluatePorts, Verdict } from './ports.ts';

/** An entry names a project's id and, beside it, a number that is another project's. */
export async function mismatch(
  { id }: ProjectFacts,
  number: string,
  ports: EvaluatePorts,
): Promise<Verdict> {
  const detail = `The entry names the project ${id} and the number ${number}, which is not that project's.`;
  const text = `${detail} Nothing was done about it: find out who may publish on the topic audit-events besides the log sink.`;
  const key = `project-mismatch~${digest(detail)}`;
  await noteAlert({ key, kind: 'project-mismatch', severity: 'high', text, about: id }, ports);
  return { result: 'ignored.project-mismatch', because: [detail] };
}

/** An entry is of a project that is not the organization's. */
export async function outside(project: string, ports: EvaluatePorts): Promise<Verdict> {
  const { organization } = ports.deployment;
  const text = `An event tells of the project ${project}, which is not in ${organization}. It was ignored: find out how it came onto the topic audit-events, or deploy Bailiff for the organization of that project.`;
  const key = `outside-organization~${project}`;
  await noteAlert(
    { key, kind: 'outside-organization', severity: 'medium', text, about: project },
    ports,
  );
  const because = [`The project ${project} is not in ${organization}.`];
  return { result: 'ignored.outside-organization', because };
}
