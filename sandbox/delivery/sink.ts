import type { LogEntry } from '../audit/entry-log.ts';

const ACTIVITY = '/logs/cloudaudit.googleapis.com%2Factivity';

/** By service, the methods whose entries are delivered. */
const METHODS: ReadonlyMap<string, RegExp> = new Map([
  // Any method on jobs, so that those nobody has heard of are seen.
  ['run.googleapis.com', /(^|[./])Jobs\./],
  [
    'iam.googleapis.com',
    /(^|\.)(SetI(AM|am)Policy|(Create|Delete|Undelete|Disable|Enable)ServiceAccount|(Update|Delete|Undelete)Role|Policies\.(Create|Update|Delete)Policy)$/,
  ],
  [
    'cloudresourcemanager.googleapis.com',
    /(^|\.)(SetIamPolicy|MoveProject|UpdateProject|MoveFolder|SetOrgPolicy|ClearOrgPolicy)$/,
  ],
  ['orgpolicy.googleapis.com', /(^|\.)(Create|Update|Delete)Policy$/],
]);

/**
 * The filter of the organization's log sink: Admin Activity entries about jobs, and about what decides whether a job
 * may use its account. Of any severity, so that refused calls are seen.
 * https://cloud.google.com/run/docs/audit-logging, https://cloud.google.com/iam/docs/audit-logging
 */
export function passesSink(entry: LogEntry): boolean {
  const { logName, protoPayload } = entry;
  if (typeof logName !== 'string' || !logName.endsWith(ACTIVITY)) return false;
  if (typeof protoPayload !== 'object' || protoPayload === null) return false;
  const { serviceName, methodName } = protoPayload as Readonly<Record<string, unknown>>;
  if (typeof serviceName !== 'string' || typeof methodName !== 'string') return false;
  return METHODS.get(serviceName)?.test(methodName) === true;
}
