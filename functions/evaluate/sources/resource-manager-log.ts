import type { Reading } from '../../../shared/domain/change.ts';
import { accessChange, unconcerned } from './access-change.ts';
import { constraintIn, otherConstraint } from './constraint.ts';
import { locatePlace } from './locate-place.ts';
import type { AuditEntry } from './log-entry.ts';
import type { Happening } from './source.ts';

/** By the method's last part: v1 has `SetIamPolicy`, v3 `google.cloud.resourcemanager.v3.Projects.SetIamPolicy`. */
const OF_NODES: ReadonlyMap<string, string> = new Map([
  ['setiampolicy', 'changed the policy of'],
  ['moveproject', 'moved'],
  // What `gcloud projects move` calls, in v1.
  ['updateproject', 'moved or renamed'],
  ['movefolder', 'moved'],
]);
const OF_ORG_POLICIES: ReadonlySet<string> = new Set(['setorgpolicy', 'clearorgpolicy']);

/**
 * An entry of Resource Manager: the policy of a project, folder or organization, a move of one, or an organization
 * policy by the older API. https://cloud.google.com/resource-manager/docs/audit-logging
 */
export function readResourceManagerEntry(entry: AuditEntry, happening: Happening): Reading {
  const method = (entry.audit.methodName ?? '').slice(-256);
  const last = method.split(/[./]/).at(-1)?.toLowerCase() ?? '';
  const toNode = OF_NODES.get(last);
  if (toNode !== undefined) return accessChange(entry, happening, toNode, locatePlace);
  if (!OF_ORG_POLICIES.has(last)) return unconcerned(entry);
  return constraintIn(entry) === 'other'
    ? otherConstraint(entry)
    : accessChange(entry, happening, 'changed the organization policy of', locatePlace);
}
