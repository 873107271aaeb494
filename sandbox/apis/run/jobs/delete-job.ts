import { ApiError } from '../../../http/api-error.ts';
import type { Call } from '../../../http/call.ts';
import { executionState } from '../executions/execution-state.ts';
import type { JobRecord } from '../job-record.ts';
import { type JobRef, jobName, notFound } from '../job-ref.ts';
import { requireVersion } from './version.ts';
import { permitJob } from './write-job.ts';

/** Which version may go, whether to look only, and whether running executions may stand in the way. */
interface DeleteOptions {
  readonly version?: string | undefined;
  readonly validateOnly?: boolean;
  readonly force?: boolean;
}

/** Deletes the job and its executions and answers what it was. */
export function deleteJob(
  call: Call,
  ref: JobRef,
  shownAs: string,
  { version, validateOnly = false, force = false }: DeleteOptions,
): JobRecord {
  permitJob(call, 'delete', ref, shownAs);
  const record = existingJob(call, ref);
  requireVersion(ref, record, version);
  if (!force && isRunning(record, call.organization.now()))
    throw new ApiError(
      'FAILED_PRECONDITION',
      `Job '${ref.name}' has running executions and cannot be deleted. Wait for them, or delete with force=true.`,
    );
  if (!validateOnly) call.organization.jobs.delete(jobName(ref));
  return record;
}

export function existingJob(call: Call, ref: JobRef): JobRecord {
  const record = call.organization.jobs.get(jobName(ref));
  if (record === undefined) throw notFound('JOB', ref.name, ref);
  return record;
}

function isRunning({ executions }: JobRecord, now: number): boolean {
  return [...executions.values()].some((one) => executionState(one, now).kind === 'running');
}
