import { audited } from '../../../audit/audited.ts';
import { badField } from '../../../http/api-error.ts';
import type { Call } from '../../../http/call.ts';
import { executionToV1 } from '../executions/execution-to-v1.ts';
import type { JobRecord, V1Execution, V1Job } from '../job-record.ts';
import { type JobRef, jobName } from '../job-ref.ts';
import { deleteJob, existingJob } from '../jobs/delete-job.ts';
import { runJob } from '../jobs/run-job.ts';
import { requireJobName, requireValid } from '../jobs/violations.ts';
import { createJob, type JobRequest, permitJob, updateJob } from '../jobs/write-job.ts';
import { RUN } from '../reserved-keys.ts';
import { auditV1, withoutContainers } from './audit-v1.ts';
import { jobFromV1 } from './job-from-v1.ts';
import { type JobInput, JobSchema, RunJobSchema } from './job-schema.ts';
import { jobToV1 } from './job-to-v1.ts';
import { locateJob, namespacedName, requireLocation } from './locate.ts';
import { overridesFromV1 } from './overrides-from-v1.ts';
import { readBody } from './read-body.ts';

/** `POST namespaces/P/jobs`. The region is the host's, or the location label's. */
export function createJobV1(call: Call): V1Job {
  const input = readBody(JobSchema, call.body, 'job');
  const ref = located(call, input, input.metadata?.name ?? '', 'run.jobs.create');
  const request = { parent: `namespaces/${ref.project.id}`, job: withoutContainers(call.body) };
  return audited(call, auditV1(ref, 'CreateJob', request), () =>
    shown(call, ref, createJob(call, requestFor(ref, input, 'CreateJobRequest'))),
  );
}

/** `PUT namespaces/P/jobs/J`: replaces the job whole, or makes it, which takes run.jobs.create too. */
export function replaceJobV1(call: Call): V1Job {
  const input = readBody(JobSchema, call.body, 'job');
  const name = call.params['job'] ?? '';
  const named = input.metadata?.name ?? name;
  if (named !== '' && named !== name)
    throw badField(`The body names the job ${named}, but the path names ${name}.`);
  const ref = located(call, input, name, 'run.jobs.update');
  const request = { name: namespacedName(ref), job: withoutContainers(call.body) };
  return audited(call, auditV1(ref, 'ReplaceJob', request), () => {
    const missing = !call.organization.jobs.has(jobName(ref));
    const record = updateJob(call, requestFor(ref, input, 'ReplaceJobRequest'), missing);
    return shown(call, ref, record);
  });
}

export function getJobV1(call: Call): V1Job {
  const ref = locateJob(call, call.params['job'] ?? '', 'run.jobs.get');
  permitJob(call, 'get', ref, namespacedName(ref));
  return shown(call, ref, existingJob(call, ref));
}

/** `DELETE namespaces/P/jobs/J`: running executions stand in the way unless `force=true`. */
export function deleteJobV1(call: Call): Readonly<Record<string, unknown>> {
  const ref = locateJob(call, call.params['job'] ?? '', 'run.jobs.delete');
  const name = namespacedName(ref);
  return audited(call, auditV1(ref, 'DeleteJob', { name }), () => {
    const record = deleteJob(call, ref, name, { force: call.query.get('force') === 'true' });
    const details = { group: 'run.googleapis.com', kind: 'jobs', name: ref.name };
    return { status: 'Success', details: { ...details, uid: record.body.uid } };
  });
}

/** `POST namespaces/P/jobs/J:run`. It is Data Access in the audit log, which is off by default. */
export function runJobV1(call: Call): V1Execution {
  const { overrides } = readBody(RunJobSchema, call.body, '');
  const ref = locateJob(call, call.params['job'] ?? '', 'run.jobs.run');
  const wanted = overrides && overridesFromV1(overrides);
  const [name, execution] = runJob(call, ref, namespacedName(ref), wanted);
  return executionToV1(name, execution, ref, call.organization.now());
}

function located(call: Call, input: JobInput, name: string, permission: string): JobRef {
  requireJobName(name, 'job.metadata.name');
  const { labels, namespace = '' } = input.metadata ?? {};
  const ref = locateJob(call, name, permission, labels?.[RUN.location]);
  requireLocation(ref);
  const { id, number } = ref.project;
  if (namespace !== '' && namespace !== id && namespace !== number)
    throw badField(
      `The namespace ${namespace} of the body is not the project of the path, ${id} (number ${number}).`,
    );
  return ref;
}

function requestFor(ref: JobRef, input: JobInput, message: string): JobRequest {
  return {
    ref,
    shownAs: namespacedName(ref),
    wanted: (before) => {
      const read = jobFromV1(input, before);
      requireValid(read.job, ref.name, `${message}.job`, placeInV1);
      return read;
    },
    version: input.metadata?.resourceVersion,
    validateOnly: false,
  };
}

function placeInV1(place: string): string {
  return place
    .replace(/^template\.template\b/, 'spec.template.spec.template.spec')
    .replace(/^template\b/, 'spec.template.spec')
    .replace(/^(start|run)_execution/, 'spec.$1_execution')
    .replace(/\.timeout$/, '.timeout_seconds');
}

function shown(call: Call, ref: JobRef, record: JobRecord): V1Job {
  return jobToV1(record, ref, call.organization.now());
}
