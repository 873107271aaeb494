import type { Call } from '../../../http/call.ts';
import { permit } from '../../../http/permit.ts';
import { pageRequest, takePage } from '../../page.ts';
import { executionToV2 } from '../executions/execution-to-v2.ts';
import { type JobRef, jobName, notFound, runTarget } from '../job-ref.ts';
import { existingJob } from '../jobs/delete-job.ts';
import { jobsOf } from '../jobs/jobs-of.ts';
import { denialText } from '../project-of.ts';
import { answered } from './enum-encoding.ts';
import { jobToV2 } from './job-to-v2.ts';
import { refOf } from './locate.ts';
import { readQuery } from './read-query.ts';

type Json = Readonly<Record<string, unknown>>;

/** `GET projects/P/locations/L/jobs`, newest first. */
export function listJobsV2(call: Call): Json {
  readQuery(call, 'ListJobsRequest', ['parent']);
  const { project, location } = permitted(call, '', 'run.jobs.list');
  const now = call.organization.now();
  const jobs = jobsOf(call.organization, project)
    .filter(([ref]) => ref.location === location)
    .map(([, record]) => jobToV2(record, now));
  return list(call, 'ListJobsResponse', 'jobs', jobs);
}

/** `GET projects/P/locations/L/jobs/J/executions`, newest first; `-` stands for every job. */
export function listExecutionsV2(call: Call): Json {
  readQuery(call, 'ListExecutionsRequest', ['parent']);
  const ref = permitted(call, call.params['job'] ?? '', 'run.executions.list');
  const now = call.organization.now();
  const records =
    ref.name === '-'
      ? jobsOf(call.organization, ref.project).flatMap(([{ location }, record]) =>
          location === ref.location ? [record] : [],
        )
      : [existingJob(call, ref)];
  const executions = records
    .flatMap((record) => [...record.executions.values()].reverse())
    .sort((a, b) => b.started - a.started)
    .map((execution) => executionToV2(execution, now));
  return list(call, 'ListExecutionsResponse', 'executions', executions);
}

export function getExecutionV2(call: Call): Json {
  readQuery(call, 'GetExecutionRequest', ['name']);
  const ref = permitted(call, call.params['job'] ?? '', 'run.executions.get');
  const name = call.params['execution'] ?? '';
  const execution = call.organization.jobs.get(jobName(ref))?.executions.get(name);
  if (execution === undefined) throw notFound('EXECUTION', name, ref);
  return answered(call, 'Execution', executionToV2(execution, call.organization.now()));
}

function permitted(call: Call, name: string, permission: string): JobRef {
  const ref = refOf(call, name, permission);
  const parent = `projects/${ref.project.id}/locations/${ref.location}`;
  const target = name === '' || name === '-' ? runTarget(parent, 'Location') : undefined;
  const checked = target ?? runTarget(jobName(ref), 'Job');
  permit(call, permission, checked, { text: denialText(permission, checked.name) });
  return ref;
}

function list(
  call: Call,
  type: string,
  member: string,
  all: readonly { readonly uid?: string }[],
): Json {
  const request = pageRequest(call.query, 100, 500);
  const { items, ...next } = takePage(all, ({ uid = '' }) => uid, request);
  return answered(call, type, { ...(items.length === 0 ? {} : { [member]: items }), ...next });
}
