import { z } from 'zod';
import { ApiError } from '../../http/api-error.ts';
import { type Call, type Route, route } from '../../http/call.ts';
import { tokenFor } from '../../http/credentials.ts';
import { findAccount } from '../../organization/hierarchy.ts';
import { accountTarget } from '../../organization/targets.ts';
import { readBody } from '../read-body.ts';
import { deniedByIam, permitIam, shownName } from './lookup.ts';

const Body = z.strictObject({
  scope: z.array(z.string()).default([]),
  lifetime: z.string().default('3600s'),
  delegates: z.array(z.string()).default([]),
});
const MOST_SECONDS = 3600;
const MINT = 'iam.serviceAccounts.getAccessToken';
const DELEGATE = 'iam.serviceAccounts.implicitDelegation';

/** A token of the account for a caller who may mint it, directly or along a chain of delegates. */
const generateAccessToken: Route['handle'] = (call) => {
  const { scope, lifetime, delegates } = readBody(call, Body);
  let asker = call.principal;
  for (const delegate of delegates)
    asker = mintable({ ...call, principal: asker }, delegate.split('/').at(-1) ?? '', DELEGATE);
  const minted = mintable({ ...call, principal: asker }, call.params['account'] ?? '', MINT);
  if (scope.length === 0) throw new ApiError('INVALID_ARGUMENT', 'At least one scope is required.');
  return {
    accessToken: tokenFor(minted, call.principal),
    expireTime: new Date(call.organization.now() + secondsOf(lifetime) * 1000).toISOString(),
  };
};

/** The account as a principal, for a caller who holds the permission on it. */
function mintable(call: Call, key: string, permission: string): string {
  const account = findAccount(call.organization, key);
  if (account === undefined) throw deniedByIam(permission);
  permitIam(call, permission, accountTarget(account), shownName(account));
  if (account.disabled)
    throw new ApiError('FAILED_PRECONDITION', `Service account ${account.email} is disabled.`);
  return `serviceAccount:${account.email}`;
}

function secondsOf(lifetime: string): number {
  const seconds = Number(/^(\d+)(?:\.\d+)?s$/.exec(lifetime)?.[1] ?? '0');
  if (seconds < 1 || seconds > MOST_SECONDS)
    throw new ApiError(
      'INVALID_ARGUMENT',
      `The lifetime ${lifetime} is not valid: it must be at least 1s and at most ${MOST_SECONDS}s.`,
    );
  return seconds;
}

/** Short-lived credentials: https://cloud.google.com/iam/docs/reference/credentials/rest */
export const iamCredentialsRoutes: readonly Route[] = [
  route(
    'POST',
    '/v1/projects/{project}/serviceAccounts/{account}:generateAccessToken',
    generateAccessToken,
  ),
];
