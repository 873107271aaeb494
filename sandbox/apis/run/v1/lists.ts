import { badField } from '../../../http/api-error.ts';
import type { Call } from '../../../http/call.ts';
import { permit } from '../../../http/permit.ts';
import type { Project } from '../../../organization/state.ts';
import { pageOf, takePage } from '../../page.ts';
import { executionToV1 } from '../executions/execution-to-v1.ts';
import type { JobRecord, V1Execution, V1ObjectMeta } from '../job-record.ts';
import { type JobRef, notFound, runTarget } from '../job-ref.ts';
import { jobsOf } from '../jobs/jobs-of.ts';
import { denialText, projectOf } from '../project-of.ts';
import { jobToV1 } from './job-to-v1.ts';
import { regionOfHost } from './locate.ts';

type Json = Readonly<Record<string, unknown>>;

/** `GET namespaces/P/jobs`: those of the host's region, or of all regions on the global host. */
export function listJobsV1(call: Call): Json {
  const project = permitted(call, 'run.jobs.list');
  const now = call.organization.now();
  const jobs = visibleJobs(call, project).map(([ref, record]) => jobToV1(record, ref, now));
  return list(call, project, 'Job', jobs);
}

/** `GET namespaces/P/executions`, newest first. */
export function listExecutionsV1(call: Call): Json {
  const project = permitted(call, 'run.executions.list');
  const executions = allExecutions(call, project);
  const newestFirst = executions.sort((a, b) =>
    (b.metadata?.creationTimestamp ?? '').localeCompare(a.metadata?.creationTimestamp ?? ''),
  );
  return list(call, project, 'Execution', newestFirst);
}

export function getExecutionV1(call: Call): V1Execution {
  const project = permitted(call, 'run.executions.get');
  const name = call.params['execution'] ?? '';
  const found = allExecutions(call, project).find((one) => one.metadata?.name === name);
  if (found !== undefined) return found;
  const location = regionOfHost(call.host) ?? 'global';
  throw notFound('EXECUTION', name, { project, location, name });
}

function permitted(call: Call, permission: string): Project {
  const project = projectOf(call, permission, (id) => `namespaces/${id}`);
  const shownAs = `namespaces/${project.id}`;
  const target = runTarget(`projects/${project.id}`, 'Job');
  permit(call, permission, target, { shownAs, text: denialText(permission, shownAs) });
  return project;
}

function visibleJobs(call: Call, project: Project): readonly (readonly [JobRef, JobRecord])[] {
  const region = regionOfHost(call.host);
  const all = jobsOf(call.organization, project);
  return region === undefined ? all : all.filter(([{ location }]) => location === region);
}

function allExecutions(call: Call, project: Project): V1Execution[] {
  const now = call.organization.now();
  return visibleJobs(call, project).flatMap(([ref, { executions }]) =>
    [...executions].reverse().map(([name, execution]) => executionToV1(name, execution, ref, now)),
  );
}

function list(
  call: Call,
  { number }: Project,
  kind: 'Job' | 'Execution',
  items: readonly { readonly metadata?: V1ObjectMeta }[],
): Json {
  const fits = selector(call.query.get('labelSelector') ?? '');
  const chosen = items.filter(({ metadata }) => fits(metadata?.labels ?? {}));
  const limit = Number(call.query.get('limit') ?? 0);
  const size = Number.isInteger(limit) ? limit : -1;
  const request = pageOf(size, call.query.get('continue') ?? '', 100, 500);
  const page = takePage(chosen, ({ metadata }) => metadata?.uid ?? '', request);
  return {
    apiVersion: 'run.googleapis.com/v1',
    kind: `${kind}List`,
    metadata: {
      selfLink: `/apis/run.googleapis.com/v1/namespaces/${number}/${kind.toLowerCase()}s`,
      ...(page.nextPageToken === undefined ? {} : { continue: page.nextPageToken }),
    },
    items: page.items,
  };
}

/** Kubernetes' label selector, as far as equality goes: `a = b,c=d`. */
function selector(text: string): (labels: Readonly<Record<string, string>>) => boolean {
  const terms = text
    .split(',')
    .filter((term) => term.trim() !== '')
    .map((term) => /^\s*([\w./-]+)\s*==?\s*([\w.-]*)\s*$/.exec(term) ?? refuse(term));
  return (labels) => terms.every(([, key = '', value]) => labels[key] === value);
}

function refuse(term: string): never {
  throw badField(`The label selector "${term}" is not of the form key=value.`);
}
