import type { LogEntry } from '../audit/entry-log.ts';

const ACTIVITY = '/logs/cloudaudit.googleapis.com%2Factivity';
const JOB_METHOD = /(^|[./])Jobs\./;

/**
 * The filter of the organization's log sink: Admin Activity entries of Cloud Run about any method on jobs, so that
 * methods nobody has heard of are seen, and of any severity, so that refused calls are.
 * https://cloud.google.com/run/docs/audit-logging
 */
export function passesSink(entry: LogEntry): boolean {
  const { logName, protoPayload } = entry;
  if (typeof logName !== 'string' || !logName.endsWith(ACTIVITY)) return false;
  if (typeof protoPayload !== 'object' || protoPayload === null) return false;
  const { serviceName, methodName } = protoPayload as Readonly<Record<string, unknown>>;
  return (
    serviceName === 'run.googleapis.com' &&
    typeof methodName === 'string' &&
    JOB_METHOD.test(methodName)
  );
}
