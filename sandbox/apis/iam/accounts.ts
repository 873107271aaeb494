import { z } from 'zod';
import { accountPrincipal } from '../../../shared/domain/deny-principal.ts';
import { ApiError } from '../../http/api-error.ts';
import { type Route, route } from '../../http/call.ts';
import { renamePrincipal } from '../../organization/deny-policies.ts';
import { findAccount, findProject } from '../../organization/hierarchy.ts';
import { renameMember } from '../../organization/policies.ts';
import type { Account } from '../../organization/state.ts';
import { nodeTarget } from '../../organization/targets.ts';
import { pageRequest, takePage } from '../page.ts';
import { readBody } from '../read-body.ts';
import { checkTexts, createAccount } from './account-create.ts';
import { accountView, loggedAccount } from './account-view.ts';
import { auditedOnAccount } from './audit.ts';
import { permitIam, permittedAccount } from './lookup.ts';

const UNDELETE_DAYS = 30;
const NoBody = z.strictObject({});
const PatchBody = z.strictObject({
  serviceAccount: z.strictObject({
    name: z.string().optional(),
    displayName: z.string().default(''),
    description: z.string().default(''),
    etag: z.string().optional(),
  }),
  updateMask: z.string().default('displayName,description'),
});

const getAccount: Route['handle'] = (call) =>
  accountView(permittedAccount(call, 'iam.serviceAccounts.get'));

const listAccounts: Route['handle'] = (call) => {
  const { project: asked = '' } = call.params;
  permitIam(call, 'iam.serviceAccounts.list', nodeTarget('projects', asked), `projects/${asked}`);
  const project = findProject(call.organization, asked)?.id;
  const live = [...call.organization.accounts.values()].filter(
    (account) => account.project === project && account.deleted === undefined,
  );
  const request = pageRequest(call.query, 20, 100);
  const { items, ...next } = takePage(live, (account) => account.uniqueId, request);
  return { ...(items.length > 0 ? { accounts: items.map(accountView) } : {}), ...next };
};

const patchAccount: Route['handle'] = (call) => {
  const { serviceAccount, updateMask } = readBody(call, PatchBody);
  const { displayName, description } = serviceAccount;
  const spec = { method: 'PatchServiceAccount', response: loggedAccount };
  return auditedOnAccount(call, spec, () => {
    const account = permittedAccount(call, 'iam.serviceAccounts.update');
    checkTexts(serviceAccount);
    const mask = updateMask.replaceAll('_', '').toLowerCase().split(',');
    if (mask.includes('displayname')) account.displayName = displayName;
    if (mask.includes('description')) account.description = description;
    return accountView(account);
  });
};

function switchAccount(verb: 'enable' | 'disable'): Route['handle'] {
  const method = verb === 'enable' ? 'EnableServiceAccount' : 'DisableServiceAccount';
  return (call) => {
    readBody(call, NoBody);
    return auditedOnAccount(call, { method }, () => {
      permittedAccount(call, `iam.serviceAccounts.${verb}`).disabled = verb === 'disable';
      return {};
    });
  };
}

const deleteAccount: Route['handle'] = (call) =>
  auditedOnAccount(call, { method: 'DeleteServiceAccount' }, () => {
    const account = permittedAccount(call, 'iam.serviceAccounts.delete');
    account.deleted = call.organization.now();
    renameMember(call.organization, `serviceAccount:${account.email}`, deletedMember(account));
    renamePrincipal(call.organization, accountPrincipal(account.email), deletedPrincipal(account));
    return {};
  });

const undeleteAccount: Route['handle'] = (call) => {
  readBody(call, NoBody);
  return auditedOnAccount(call, { method: 'UndeleteServiceAccount' }, () => {
    const { organization } = call;
    const account = organization.accounts.get(call.params['account'] ?? '');
    if (account === undefined) throw new ApiError('NOT_FOUND', 'Unknown service account');
    const place = `projects/${account.project}`;
    permitIam(call, 'iam.serviceAccounts.undelete', nodeTarget('projects', account.project), place);
    const cutoff = organization.now() - UNDELETE_DAYS * 86_400_000;
    if (account.deleted === undefined || account.deleted < cutoff)
      throw new ApiError('NOT_FOUND', 'Unknown service account');
    if (findAccount(organization, account.email) !== undefined)
      throw new ApiError(
        'ALREADY_EXISTS',
        `Service account ${account.email.split('@')[0]} already exists within project ${place}.`,
      );
    account.deleted = undefined;
    renameMember(organization, deletedMember(account), `serviceAccount:${account.email}`);
    renamePrincipal(organization, deletedPrincipal(account), accountPrincipal(account.email));
    return { restoredAccount: accountView(account) };
  });
};

function deletedMember(account: Account): string {
  return `deleted:serviceAccount:${account.email}?uid=${account.uniqueId}`;
}

function deletedPrincipal(account: Account): string {
  return `deleted:${accountPrincipal(account.email)}?uid=${account.uniqueId}`;
}

const ACCOUNTS = '/v1/projects/{project}/serviceAccounts';
const ACCOUNT = `${ACCOUNTS}/{account}`;

/** Service accounts: https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts */
export const iamAccountRoutes: readonly Route[] = [
  route('POST', ACCOUNTS, createAccount),
  route('GET', ACCOUNTS, listAccounts),
  route('GET', ACCOUNT, getAccount),
  route('PATCH', ACCOUNT, patchAccount),
  route('DELETE', ACCOUNT, deleteAccount),
  route('POST', `${ACCOUNT}:enable`, switchAccount('enable')),
  route('POST', `${ACCOUNT}:disable`, switchAccount('disable')),
  route('POST', `${ACCOUNT}:undelete`, undeleteAccount),
];
