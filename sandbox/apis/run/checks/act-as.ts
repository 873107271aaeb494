import { ApiError } from '../../../http/api-error.ts';
import type { Call } from '../../../http/call.ts';
import { allows } from '../../../organization/authorize.ts';
import type { Account } from '../../../organization/state.ts';
import { accountTarget } from '../../../organization/targets.ts';
import { visibleAccount } from './visible-account.ts';

/**
 * Lets the caller use the account for a job. Google has one text for an account that he may not use and for one that
 * does not exist. https://cloud.google.com/run/docs/troubleshooting
 */
export function requireActAs(call: Call, email: string): Account {
  const account = visibleAccount(call.organization, email);
  if (account !== undefined && mayActAs(call, account)) return account;
  throw new ApiError(
    'PERMISSION_DENIED',
    `Permission 'iam.serviceaccounts.actAs' denied on service account ${email} (or it may not exist).`,
  );
}

function mayActAs(call: Call, account: Account): boolean {
  const target = accountTarget(account);
  return allows(call.organization, call.principal, 'iam.serviceAccounts.actAs', target);
}
