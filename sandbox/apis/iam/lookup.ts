import { parseServiceAccount } from '../../../shared/domain/service-account.ts';
import { ApiError, errorInfo } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { permitted } from '../../http/permit.ts';
import type { Target } from '../../organization/authorize.ts';
import { findAccount, findProject } from '../../organization/hierarchy.ts';
import type { Account } from '../../organization/state.ts';
import { accountTarget, nodeTarget } from '../../organization/targets.ts';

/** Refuses in IAM's own words: they name no resource, so one that is hidden reads like one that is missing. */
export function permitIam(call: Call, permission: string, target: Target, shownAs: string): void {
  if (!permitted(call, permission, target, { shownAs })) throw deniedByIam(permission);
}

/**
 * The account that the path names, for a caller who holds the permission on it. One that does not exist is 404 to who
 * could have used it, and 403 to everybody under `projects/-`, as at Google.
 */
export function permittedAccount(call: Call, permission: string): Account {
  const { project = '', account: key = '' } = call.params;
  const account = findAccount(call.organization, key);
  if (account !== undefined) {
    permitIam(call, permission, accountTarget(account), shownName(account));
    return account;
  }
  const shownAs = `projects/${project}/serviceAccounts/${key}`;
  if (project !== '-' && permitted(call, permission, nodeTarget('projects', project), { shownAs }))
    throw new ApiError('NOT_FOUND', 'Unknown service account');
  throw deniedByIam(permission);
}

/** The account's name in audit entries: the unique id outlives the address. */
export function shownName(account: Account): string {
  return `projects/-/serviceAccounts/${account.uniqueId}`;
}

/** The project whose log tells of a call on an account; `undefined` when the call names none that exists. */
export function projectOfCall(call: Call): string | undefined {
  const { project = '', account = '' } = call.params;
  const known = call.organization.accounts.get(account) ?? findAccount(call.organization, account);
  const parsed = parseServiceAccount(account);
  const byAddress = parsed.kind === 'user-managed' ? parsed.projectId : '';
  const { organization } = call;
  return (
    known?.project ??
    findProject(organization, project)?.id ??
    findProject(organization, byAddress)?.id
  );
}

export function deniedByIam(permission: string): ApiError {
  const text = `Permission '${permission}' denied on resource (or it may not exist).`;
  return new ApiError('PERMISSION_DENIED', text, [
    errorInfo('IAM_PERMISSION_DENIED', 'iam.googleapis.com', { permission }),
  ]);
}
