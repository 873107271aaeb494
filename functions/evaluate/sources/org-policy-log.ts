import type { Reading } from '../../../shared/domain/change.ts';
import { accessChange, unconcerned } from './access-change.ts';
import { constraintIn, otherConstraint } from './constraint.ts';
import { locatePlace } from './locate-place.ts';
import type { AuditEntry } from './log-entry.ts';
import type { Happening } from './source.ts';

const POLICIES = /(?:^|[./])(?:Create|Update|Delete)Policy$/i;

/** An entry of Organization Policy v2. https://cloud.google.com/resource-manager/docs/organization-policy/audit-logging */
export function readOrgPolicyEntry(entry: AuditEntry, happening: Happening): Reading {
  if (!POLICIES.test((entry.audit.methodName ?? '').slice(-256))) return unconcerned(entry);
  return constraintIn(entry) === 'other'
    ? otherConstraint(entry)
    : accessChange(entry, happening, 'changed the organization policy of', locatePlace);
}
