import type { Reading } from '../../../shared/domain/change.ts';
import { eventTime } from './event-time.ts';
import { readIamEntry } from './iam-log.ts';
import { ignored } from './ignored.ts';
import { readJobEntry } from './job-log.ts';
import { type AuditEntry, readLogEntry } from './log-entry.ts';
import { readOrgPolicyEntry } from './org-policy-log.ts';
import { plainName } from './plain-name.ts';
import { printable } from './printable.ts';
import { readResourceManagerEntry } from './resource-manager-log.ts';
import type { Happening, Source } from './source.ts';

const READERS: ReadonlyMap<string, (entry: AuditEntry, happening: Happening) => Reading> = new Map([
  ['run.googleapis.com', readJobEntry],
  ['iam.googleapis.com', readIamEntry],
  ['cloudresourcemanager.googleapis.com', readResourceManagerEntry],
  ['orgpolicy.googleapis.com', readOrgPolicyEntry],
]);

/**
 * Cloud Audit Logs: one LogEntry, as an organization's sink exports it. Of its bodies nothing goes on but the names of
 * the job, account or constraint. https://cloud.google.com/logging/docs/audit/understanding-audit-logs
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
    const service = serviceOf(entry);
    const reader = READERS.get(service);
    if (reader === undefined)
      return ignored(
        'not-cloud-run',
        `The entry is of ${plainName(service) || 'no service'}, which neither runs jobs nor decides who may use an account.`,
      );
    const eventKey = keyOf(entry, fallbackKey);
    return reader(entry, { eventKey, at: eventTime(entry, fallbackTime) });
  },
};

/** An entry without a service name, as some exporters leave it, is told by its method and resource type. */
function serviceOf({ audit, resource }: AuditEntry): string {
  const service = audit.serviceName ?? '';
  if (service !== '') return service;
  const ofRun =
    (audit.methodName ?? '').startsWith('google.cloud.run.') ||
    (resource?.type ?? '').startsWith('cloud_run_');
  return ofRun ? 'run.googleapis.com' : '';
}

// Logging takes entries of one log, timestamp and insertId for the same entry. Its own are far shorter than these bounds.
function keyOf(entry: AuditEntry, fallback: string): string {
  const { logName = '', timestamp = '', insertId = '' } = entry;
  if (logName === '' && timestamp === '' && insertId === '')
    return `unkeyed|${printable(fallback, 128)}`;
  return [printable(logName, 256), printable(timestamp, 64), printable(insertId, 128)].join('|');
}
