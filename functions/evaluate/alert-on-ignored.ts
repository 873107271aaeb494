import type { Ignored } from '../../shared/domain/change.ts';
import { digest } from './digest.ts';
import { noteAlert } from './note-alert.ts';
import type { EvaluatePorts } from './ports.ts';
import { readLogEntry } from './sources/log-entry.ts';
import { printable } from './sources/printable.ts';

/**
 * Alerts on those ignored events that somebody must know of: a method of jobs that is new, and an entry that
 * contradicts itself.
 */
export async function alertOnIgnored(
  reason: Ignored,
  detail: string,
  payload: unknown,
  ports: EvaluatePorts,
): Promise<void> {
  if (reason === 'unknown-job-method') {
    const method = printable(readLogEntry(payload)?.audit.methodName ?? '', 128) || 'no method';
    const key = `unknown-job-method~${digest(method)}`;
    const text = `${detail} Until then its effect on a job goes unjudged.`;
    await noteAlert({ key, kind: reason, severity: 'medium', text, about: method }, ports);
  }
  if (reason === 'project-mismatch') {
    const key = `project-mismatch~${digest(detail)}`;
    const text = `${detail} Nothing was done about it: find out who may publish on the topic audit-events besides the log sink.`;
    await noteAlert({ key, kind: reason, severity: 'high', text, about: 'audit-events' }, ports);
  }
}
