import { latestExecution } from '../executions/latest-execution.ts';
import type { JobRecord, V2Job } from '../job-record.ts';

/** The job as `projects.locations.jobs.get` answers it at a time in milliseconds. */
export function jobToV2(record: JobRecord, now: number): V2Job {
  const { body, executions } = record;
  const latest = latestExecution(record, now);
  if (latest === undefined) return body;
  return { ...body, executionCount: executions.size, latestCreatedExecution: latest };
}
