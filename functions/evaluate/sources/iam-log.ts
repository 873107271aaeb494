import type { Reading } from '../../../shared/domain/change.ts';
import { accessChange, unconcerned } from './access-change.ts';
import { locateAccount } from './locate-account.ts';
import { locatePlace } from './locate-place.ts';
import type { AuditEntry } from './log-entry.ts';
import type { Happening } from './source.ts';

/** By the method's last part in lower case: IAM itself spells SetIAMPolicy in two ways. */
const OF_ACCOUNTS: ReadonlyMap<string, string> = new Map([
  ['setiampolicy', 'changed the policy of'],
  ['createserviceaccount', 'made'],
  ['deleteserviceaccount', 'deleted'],
  ['undeleteserviceaccount', 'brought back'],
  ['disableserviceaccount', 'disabled'],
  ['enableserviceaccount', 'enabled'],
]);
const OF_ROLES: ReadonlyMap<string, string> = new Map([
  ['updaterole', 'changed a custom role of'],
  ['deleterole', 'deleted a custom role of'],
  ['undeleterole', 'brought back a custom role of'],
]);
const DENY_POLICIES = /^google\.iam\.v2[a-z0-9]*\.Policies\.(?:Create|Update|Delete)Policy$/i;

/** An entry of IAM: a service account, a custom role or a deny policy. https://cloud.google.com/iam/docs/audit-logging */
export function readIamEntry(entry: AuditEntry, happening: Happening): Reading {
  const method = (entry.audit.methodName ?? '').slice(-256);
  const last = method.split(/[./]/).at(-1)?.toLowerCase() ?? '';
  const toAccount = OF_ACCOUNTS.get(last);
  if (toAccount !== undefined) return accessChange(entry, happening, toAccount, locateAccount);
  const toRole = OF_ROLES.get(last);
  if (toRole !== undefined) return accessChange(entry, happening, toRole, locatePlace);
  if (DENY_POLICIES.test(method))
    return accessChange(entry, happening, 'changed the deny policies of', locatePlace);
  return unconcerned(entry);
}
