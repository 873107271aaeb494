import { type IgnoredReading, ignored } from './ignored.ts';
import type { AuditEntry } from './log-entry.ts';
import { plainName } from './plain-name.ts';

export interface JobMethod {
  readonly kind: 'method';
  readonly effect: 'change' | 'delete';
  readonly name: string;
  /** Written by Cloud Run itself once a job is ready or not, without caller, request or status of a call. */
  readonly systemEvent: boolean;
}

/** Every known method of Cloud Run's Jobs, v1 and v2. https://cloud.google.com/run/docs/audit-logging */
const EFFECTS: ReadonlyMap<string, JobMethod['effect'] | 'none'> = new Map([
  ['CreateJob', 'change'],
  ['ReplaceJob', 'change'],
  ['UpdateJob', 'change'],
  ['DeleteJob', 'delete'],
  ['RunJob', 'none'],
  ['GetJob', 'none'],
  ['ListJobs', 'none'],
  ['GetIamPolicy', 'none'],
  ['SetIamPolicy', 'none'],
  ['TestIamPermissions', 'none'],
]);

const JOBS_METHOD = /(?:^|[./])Jobs\.(.*)$/s;
// An execution keeps the identity that it was started with, so nothing done to one changes a job.
const EXECUTIONS_METHOD = /(?:^|[./])(?:Executions|Tasks)\.[^.]*$/;
const OTHER_METHOD = /(?:^|[./])([A-Z][A-Za-z]*)\.[A-Za-z]+$/;
const OTHER_KINDS: ReadonlySet<string> = new Set([
  'Services',
  'Revisions',
  'WorkerPools',
  'Configurations',
  'Routes',
  'DomainMappings',
  'AuthorizedDomains',
  'Instances',
  'Builds',
]);

/** What the entry's method does to a job. A method of jobs that is not in the table is never taken for harmless. */
export function readMethod(entry: AuditEntry): JobMethod | IgnoredReading {
  const raw = entry.audit.methodName ?? '';
  const name = plainName(raw);
  const verb = JOBS_METHOD.exec(raw)?.[1];
  const effect = verb === undefined ? undefined : EFFECTS.get(verb);
  if (effect === 'none' || EXECUTIONS_METHOD.test(raw))
    return ignored('method-does-not-change-a-job', `${name} changes no job's identity.`);
  if (effect !== undefined)
    return { kind: 'method', effect, name, systemEvent: raw.startsWith('/') };
  if (verb !== undefined || (isAboutJob(entry) && !isOtherKind(raw)))
    return ignored(
      'unknown-job-method',
      `${name === '' ? 'An entry without a method' : name} is about a Cloud Run job and Bailiff does not know what it does; add it to the table of methods.`,
    );
  return ignored('not-a-job', `${name === '' ? 'The entry' : name} is not about a job.`);
}

function isAboutJob(entry: AuditEntry): boolean {
  return (
    entry.resource?.type === 'cloud_run_job' ||
    /\/jobs\/[^/]+$/.test((entry.audit.resourceName ?? '').slice(-256))
  );
}

function isOtherKind(method: string): boolean {
  return OTHER_KINDS.has(OTHER_METHOD.exec(method.slice(-256))?.[1] ?? '');
}
