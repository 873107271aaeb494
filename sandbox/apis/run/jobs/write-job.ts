import { randomUUID } from 'node:crypto';
import { ApiError } from '../../../http/api-error.ts';
import type { Call } from '../../../http/call.ts';
import { permit } from '../../../http/permit.ts';
import { requireDeployable } from '../checks/require-deployable.ts';
import { defined } from '../defined.ts';
import { emailOf } from '../email-of.ts';
import { instant } from '../executions/execution-state.ts';
import { startExecution } from '../executions/start-execution.ts';
import type { JobRecord, V1Extras, V2Job } from '../job-record.ts';
import { type JobRef, jobName, jobTarget, notFound } from '../job-ref.ts';
import { denialText } from '../project-of.ts';
import { etagOf, newVersion, requireVersion } from './version.ts';
import { withDefaults } from './with-defaults.ts';

/** A job that somebody asks for, whichever API he speaks. */
export interface JobRequest {
  readonly ref: JobRef;
  /** How the caller's API names the job, for refusals and the audit entry. */
  readonly shownAs: string;
  /** What he wants, given the job as it stands; refuses what is not a job. */
  readonly wanted: (before: V2Job | undefined) => {
    readonly job: V2Job;
    readonly extras: V1Extras | undefined;
  };
  /** The version that he means to replace. */
  readonly version: string | undefined;
  readonly validateOnly: boolean;
}

const NO_EXTRAS: V1Extras = { annotations: {}, templateAnnotations: {} };

export function createJob(call: Call, request: JobRequest): JobRecord {
  const { ref, shownAs } = request;
  permitJob(call, 'create', ref, shownAs);
  if (call.organization.jobs.has(jobName(ref)))
    throw new ApiError('ALREADY_EXISTS', `Resource '${ref.name}' already exists.`);
  return write(call, request, undefined);
}

/** Replaces the job whole. A missing one is made if that is allowed: it takes both permissions. */
export function updateJob(call: Call, request: JobRequest, allowMissing: boolean): JobRecord {
  const { ref, shownAs, version } = request;
  permitJob(call, 'update', ref, shownAs);
  if (allowMissing) permitJob(call, 'create', ref, shownAs);
  const record = call.organization.jobs.get(jobName(ref));
  if (record === undefined) {
    // Nothing stands that could have the version asked for.
    if (!allowMissing || (version ?? '') !== '') throw notFound('JOB', ref.name, ref);
    return write(call, request, undefined);
  }
  requireVersion(ref, record, version);
  return write(call, request, record);
}

/** Lets the caller do something with the job or refuses it in Cloud Run's words. */
export function permitJob(call: Call, verb: string, ref: JobRef, shownAs: string): void {
  const permission = `run.jobs.${verb}`;
  permit(call, permission, jobTarget(ref), { shownAs, text: denialText(permission, shownAs) });
}

function write(call: Call, request: JobRequest, before: JobRecord | undefined): JobRecord {
  const { ref, validateOnly } = request;
  const { job, extras } = request.wanted(before?.body);
  const wanted = withDefaults(job, ref.project);
  requireDeployable(call, ref, wanted, before?.body);
  const record = recordOf(call, ref, wanted, before, extras);
  if (validateOnly) return record;
  call.organization.jobs.set(jobName(ref), record);
  const token = wanted.startExecutionToken ?? wanted.runExecutionToken;
  if (token !== undefined) startExecution(call, ref, record, wanted.template, token);
  return record;
}

function recordOf(
  call: Call,
  ref: JobRef,
  wanted: V2Job,
  before: JobRecord | undefined,
  extras: V1Extras | undefined,
): JobRecord {
  const now = call.organization.now();
  const resourceVersion = newVersion(now);
  const generation = String(Number(before?.body.generation ?? 0) + 1);
  const time = instant(now);
  const caller = emailOf(call.principal);
  const body = defined({
    ...wanted,
    name: jobName(ref),
    uid: before?.body.uid ?? randomUUID(),
    generation,
    createTime: before?.body.createTime ?? time,
    updateTime: time,
    creator: before?.body.creator ?? caller,
    lastModifier: caller,
    observedGeneration: generation,
    terminalCondition: { type: 'Ready', state: 'CONDITION_SUCCEEDED', lastTransitionTime: time },
    conditions: [
      { type: 'ResourcesAvailable', state: 'CONDITION_SUCCEEDED', lastTransitionTime: time },
    ],
    etag: etagOf(resourceVersion),
  });
  return {
    body,
    extras: extras ?? before?.extras ?? NO_EXTRAS,
    resourceVersion,
    executions: before?.executions ?? new Map(),
  };
}
