import type { Change, Reading } from '../../../shared/domain/change.ts';
import { callResult } from './call-result.ts';
import { caller } from './caller.ts';
import { eventTime } from './event-time.ts';
import { ignored } from './ignored.ts';
import { locateJob } from './locate-job.ts';
import { type AuditEntry, readLogEntry } from './log-entry.ts';
import { readMethod } from './methods.ts';
import { namedAccount } from './named-account.ts';
import { plainName } from './plain-name.ts';
import { printable } from './printable.ts';
import type { Source } from './source.ts';
import { isValidateOnly } from './validate-only.ts';

/**
 * Cloud Audit Logs: one LogEntry, as an organization's sink exports it. Of its bodies nothing but the job's name and
 * account goes on. https://cloud.google.com/logging/docs/audit/understanding-audit-logs
 */
export const auditLog: Source = {
  id: 'audit-log',
  accepts: (payload) => readLogEntry(payload) !== undefined,
  read(payload, fallbackKey, fallbackTime) {
    const entry = readLogEntry(payload);
    if (entry === undefined)
      return ignored(
        'not-a-log-entry',
        'The payload is not a LogEntry with an audit log in its protoPayload.',
      );
    return read(entry, eventKey(entry, fallbackKey), eventTime(entry, fallbackTime));
  },
};

function read(entry: AuditEntry, key: string, at: string): Reading {
  const { audit } = entry;
  if (!isCloudRun(entry))
    return ignored(
      'not-cloud-run',
      `The entry is of ${plainName(audit.serviceName ?? '') || 'no service'}, not of run.googleapis.com.`,
    );
  const method = readMethod(entry);
  if (method.kind === 'ignored') return method;
  if (isValidateOnly(audit.request))
    return ignored('validate-only', `${method.name} was asked to validate only.`);
  const result = callResult(entry, method);
  if (result.kind === 'failed')
    return ignored('call-failed', `${method.name} failed with status code ${result.code}.`);
  // Nobody is refused a deploy by it, and the job is as it was.
  if (result.kind === 'denied' && method.effect === 'delete')
    return ignored('call-failed', `${method.name} was denied.`);
  const located = locateJob(entry);
  if (located.kind === 'ignored') return located;
  const { resource, projectNumber } = located;
  const change: Change = {
    resource,
    ...(projectNumber === undefined ? {} : { projectNumber }),
    disposition:
      result.kind === 'denied' ? 'denied' : method.effect === 'delete' ? 'deleted' : 'applied',
    denial: result.kind === 'denied' ? result.denial : undefined,
    principal: caller(entry, method),
    ...namedAccount(entry),
    eventKey: key,
    at,
    userAgent: userAgent(entry),
    method: method.name,
  };
  return { kind: 'change', change };
}

/** An entry without a service name, as some exporters leave it, is told by its method and resource type. */
function isCloudRun({ audit, resource }: AuditEntry): boolean {
  const service = audit.serviceName ?? '';
  if (service !== '') return service === 'run.googleapis.com';
  return (
    (audit.methodName ?? '').startsWith('google.cloud.run.') ||
    (resource?.type ?? '').startsWith('cloud_run_')
  );
}

// Logging takes entries of one log, timestamp and insertId for the same entry. Its own are far shorter than these bounds.
function eventKey(entry: AuditEntry, fallback: string): string {
  const { logName = '', timestamp = '', insertId = '' } = entry;
  if (logName === '' && timestamp === '' && insertId === '')
    return `unkeyed|${printable(fallback, 128)}`;
  return [printable(logName, 256), printable(timestamp, 64), printable(insertId, 128)].join('|');
}

function userAgent({ audit }: AuditEntry): string | undefined {
  const text = printable(audit.requestMetadata?.callerSuppliedUserAgent ?? '', 256);
  return text === '' ? undefined : text;
}
