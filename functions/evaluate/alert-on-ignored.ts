import type { Ignored } from '../../shared/domain/change.ts';
import { principalText } from '../../shared/domain/principal.ts';
import { alertOnOwnWrite } from './alert-on-own-write.ts';
import { digest } from './digest.ts';
import { noteAlert } from './note-alert.ts';
import { isOwn } from './own.ts';
import type { EvaluatePorts } from './ports.ts';
import { caller } from './sources/caller.ts';
import { readLogEntry } from './sources/log-entry.ts';
import { plainName } from './sources/plain-name.ts';
import { printable } from './sources/printable.ts';

/**
 * Alerts on those ignored events that somebody must know of: a method of jobs that is new, an entry that contradicts
 * itself, and one of Bailiff's own identities that touches what no step of Bailiff does.
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
  if (reason === 'project-mismatch' || reason === 'account-mismatch') {
    const key = `${reason}~${digest(detail)}`;
    const text = `${detail} Nothing was done about it: find out who may publish on the topic audit-events besides the log sink.`;
    await noteAlert({ key, kind: reason, severity: 'high', text, about: 'audit-events' }, ports);
  }
  if (reason === 'other-constraint') await alertOnForeignUse(payload, ports);
}

/** A step of Bailiff sets one constraint, so an own identity that sets another is used by somebody else. */
async function alertOnForeignUse(payload: unknown, ports: EvaluatePorts): Promise<void> {
  const entry = readLogEntry(payload);
  if (entry === undefined) return;
  const principal = caller(entry, { systemEvent: false });
  if (!isOwn(principal, ports.deployment)) return;
  const about = principalText(principal);
  const method = plainName(entry.audit.methodName ?? '');
  const did = `${about} called ${method} on an organization policy that Bailiff never sets`;
  const eventKey = `${entry.logName}|${entry.timestamp}|${entry.insertId}`;
  await alertOnOwnWrite({ did, about, eventKey }, ports);
}
