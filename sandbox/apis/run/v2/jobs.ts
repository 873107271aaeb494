import { audited } from '../../../audit/audited.ts';
import type { Call } from '../../../http/call.ts';
import type { JobRecord, V2Job, V2Overrides } from '../job-record.ts';
import { type JobRef, jobName } from '../job-ref.ts';
import { deleteJob, existingJob } from '../jobs/delete-job.ts';
import { runJob } from '../jobs/run-job.ts';
import { versionOf } from '../jobs/version.ts';
import { requireJobName, requireValid } from '../jobs/violations.ts';
import { createJob, type JobRequest, permitJob, updateJob } from '../jobs/write-job.ts';
import { auditV2, withoutContainers } from './audit-v2.ts';
import { answered, answeredOperation } from './enum-encoding.ts';
import { jobToV2 } from './job-to-v2.ts';
import { refOf } from './locate.ts';
import { beginExecutionOperation, beginJobOperation } from './operations.ts';
import { readMessage } from './read-message.ts';
import { readQuery } from './read-query.ts';

type Json = Readonly<Record<string, unknown>>;

/** `POST projects/P/locations/L/jobs?jobId=J`. */
export function createJobV2(call: Call): Json {
  const query = readQuery(call, 'CreateJobRequest', ['parent', 'job']);
  const job = readMessage('Job', call.body, 'job');
  const name = String(query['jobId'] ?? '');
  requireJobName(name, 'CreateJobRequest.job_id');
  const ref = refOf(call, name, 'run.jobs.create');
  const validateOnly = query['validateOnly'] === true;
  const parent = `projects/${ref.project.id}/locations/${ref.location}`;
  const request = { parent, jobId: name, job: withoutContainers(job), ...flags(query) };
  return changed(call, ref, 'CreateJob', request, validateOnly, () =>
    createJob(call, requestFor(ref, job, 'CreateJobRequest', validateOnly)),
  );
}

/** `PATCH projects/P/locations/L/jobs/J`: replaces the job whole; there is no update mask. */
export function updateJobV2(call: Call): Json {
  const query = readQuery(call, 'UpdateJobRequest', ['job']);
  const job = readMessage('Job', call.body, 'job');
  const ref = refOf(call, call.params['job'] ?? '', 'run.jobs.update');
  requireJobName(ref.name, 'UpdateJobRequest.job.name');
  const validateOnly = query['validateOnly'] === true;
  const shown = { ...withoutContainers(job), name: jobName(ref) };
  return changed(call, ref, 'UpdateJob', { job: shown, ...flags(query) }, validateOnly, () => {
    const request = requestFor(ref, job, 'UpdateJobRequest', validateOnly);
    return updateJob(call, request, query['allowMissing'] === true);
  });
}

export function getJobV2(call: Call): Json {
  readQuery(call, 'GetJobRequest', ['name']);
  const ref = refOf(call, call.params['job'] ?? '', 'run.jobs.get');
  permitJob(call, 'get', ref, jobName(ref));
  return answered(call, 'Job', jobToV2(existingJob(call, ref), call.organization.now()));
}

/** `DELETE projects/P/locations/L/jobs/J`. Unlike v1's it knows no force, and takes running executions with it. */
export function deleteJobV2(call: Call): Json {
  const query = readQuery(call, 'DeleteJobRequest', ['name']);
  const ref = refOf(call, call.params['job'] ?? '', 'run.jobs.delete');
  const validateOnly = query['validateOnly'] === true;
  const request = { name: jobName(ref), ...flags(query) };
  return changed(call, ref, 'DeleteJob', request, validateOnly, () => {
    const version = versionAsked(query['etag']);
    const record = deleteJob(call, ref, jobName(ref), { version, validateOnly, force: true });
    const now = call.organization.now();
    const deleteTime = new Date(now).toISOString();
    const expireTime = new Date(now + 30 * 24 * 3600 * 1000).toISOString();
    return { ...record, body: { ...record.body, deleteTime, expireTime } };
  });
}

/** `POST projects/P/locations/L/jobs/J:run`. It is Data Access in the audit log, which is off by default. */
export function runJobV2(call: Call): Json {
  readQuery(call, 'RunJobRequest', ['name', 'validateOnly', 'etag', 'overrides']);
  const request = readMessage('RunJobRequest', call.body, '');
  const ref = refOf(call, call.params['job'] ?? '', 'run.jobs.run');
  const overrides = request['overrides'] as V2Overrides | undefined;
  const [, execution] = runJob(call, ref, jobName(ref), overrides, {
    version: versionAsked(request['etag']),
    validateOnly: request['validateOnly'] === true,
  });
  return answeredOperation(call, beginExecutionOperation(call, ref, execution));
}

function changed(
  call: Call,
  ref: JobRef,
  method: 'CreateJob' | 'UpdateJob' | 'DeleteJob',
  request: Json,
  validateOnly: boolean,
  change: () => JobRecord,
): Json {
  const operation = audited(call, auditV2(call, ref, method, request), () => {
    const job = jobToV2(change(), call.organization.now());
    return beginJobOperation(call, ref, job, validateOnly);
  });
  return answeredOperation(call, operation);
}

function requestFor(ref: JobRef, job: V2Job, message: string, validateOnly: boolean): JobRequest {
  const { etag, name: _, ...wanted } = job;
  return {
    ref,
    shownAs: jobName(ref),
    wanted: () => {
      requireValid(wanted, ref.name, `${message}.job`);
      return { job: wanted, extras: undefined };
    },
    version: versionAsked(etag),
    validateOnly,
  };
}

function versionAsked(etag: unknown): string | undefined {
  return typeof etag === 'string' && etag !== '' ? versionOf(etag) : undefined;
}

/** The switches of a call as its entry shows them: those that are on. */
function flags(query: Json): Json {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value === true));
}
