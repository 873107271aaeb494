import type { Denial } from '../../../shared/domain/change.ts';
import { denialOf, namesConstraint, refusedPermissions } from './denial.ts';
import type { AuditEntry } from './log-entry.ts';
import type { JobMethod } from './methods.ts';

type CallResult =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'denied'; readonly denial: Denial }
  /** `code` is a google.rpc.Code. */
  | { readonly kind: 'failed'; readonly code: number };

const FAILED_PRECONDITION = 9;
const PERMISSION_DENIED = 7;

/** Whether the call went through. https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog */
export function callResult({ audit }: AuditEntry, method: JobMethod): CallResult {
  // The status of a system event is the job's health: the call behind it had already gone through.
  if (method.systemEvent) return { kind: 'succeeded' };
  const code = audit.status?.code ?? 0;
  if (code === PERMISSION_DENIED) return { kind: 'denied', denial: denialOf(audit) };
  if (code === FAILED_PRECONDITION && namesConstraint(audit))
    return { kind: 'denied', denial: 'constraint' };
  if (code !== 0) return { kind: 'failed', code };
  // An answer proves that the call went through, whichever further permission was looked at and not held.
  const refused =
    audit.response === undefined &&
    refusedPermissions(audit).some((permission) => permission.startsWith('run.jobs.'));
  return refused ? { kind: 'denied', denial: 'run-permission' } : { kind: 'succeeded' };
}
