import type { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js';
import type { IamPolicy } from '../domain/iam-policy.ts';
import { parseServiceAccount } from '../domain/service-account.ts';
import { read, unless, write } from './call.ts';
import type { Google } from './google.ts';
import { type PageToken, pages } from './pages.ts';
import { path } from './path.ts';
import { policyToSend } from './policy-to-send.ts';
import { rest } from './rest.ts';

/** A service account as IAM answers. */
export interface AccountState {
  readonly email: string;
  /** Google's own, never reused: it tells an account from a later one of the same address. */
  readonly uniqueId: string;
  /** Project id. */
  readonly project: string;
  readonly displayName: string;
  readonly description: string;
  readonly disabled: boolean;
}

/** An email; or with it the unique id, which never means another account that was made later under the same email. */
export type AccountAddress = string | { readonly email: string; readonly uniqueId: string };

export interface NewAccount {
  readonly project: string;
  readonly accountId: string;
  readonly displayName: string;
  readonly description: string;
}

type Account = iam_v1.Schema$ServiceAccount;
type Accounts = iam_v1.Schema$ListServiceAccountsResponse;

const API = 'iam.googleapis.com';
const PAGE = 100;

/**
 * Service accounts and the policies on them. Needs, by method, iam.serviceAccounts.{get, create, list,
 * getIamPolicy, setIamPolicy}. https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts
 */
export function serviceAccounts(google: Google) {
  const { json } = rest(google, API);
  return {
    /** `undefined` when there is no such account. Throws ApiFailure. */
    async get(email: string): Promise<AccountState | undefined> {
      const name = nameOf(email);
      const answer = await unless(
        [404],
        read(API, () => json<Account>({ method: 'GET', path: path`v1/${name}` })),
      );
      return answer === undefined ? undefined : stateOf(answer);
    },

    /** Throws ApiFailure; 409 when the project has such an account already. */
    async create(account: NewAccount): Promise<AccountState> {
      const { project, accountId, displayName, description } = account;
      const body = { accountId, serviceAccount: { displayName, description } };
      const all = path`v1/projects/${project}/serviceAccounts`;
      return stateOf(await write(API, () => json<Account>({ method: 'POST', path: all, body })));
    },

    /** How many accounts the project has; counting ends at `atMost`. Throws ApiFailure. */
    async count(project: string, atMost: number): Promise<number> {
      let counted = 0;
      const all = path`v1/projects/${project}/serviceAccounts`;
      const ask = (token: PageToken) => {
        const query = { pageSize: PAGE, ...token };
        return read(API, () => json<Accounts>({ method: 'GET', path: all, query }));
      };
      for await (const page of pages(Math.max(1, atMost), ask)) {
        counted += page.accounts?.length ?? 0;
        if (counted >= atMost) break;
      }
      return Math.min(counted, atMost);
    },

    /** The allow policy on the account, with conditions (version 3). Throws ApiFailure; 404 for one that is not there. */
    policy(account: AccountAddress): Promise<IamPolicy> {
      const query = { 'options.requestedPolicyVersion': 3 };
      const asked = path`v1/${policyName(account)}:getIamPolicy`;
      return read(API, () => json({ method: 'POST', path: asked, query }));
    },

    /** Replaces the policy that was read with this etag. Throws ApiFailure; 409 when it has changed since. */
    async setPolicy(account: AccountAddress, policy: IamPolicy): Promise<IamPolicy> {
      const body = { policy: policyToSend(policy) };
      const asked = path`v1/${policyName(account)}:setIamPolicy`;
      return write(API, () => json({ method: 'POST', path: asked, body }));
    },
  };
}

/** In the account's own project where its address tells it: with `-` IAM answers 403 for what does not exist. */
function nameOf(email: string): string {
  const account = parseServiceAccount(email);
  switch (account.kind) {
    case 'user-managed':
    case 'app-engine-default':
      return `projects/${account.projectId}/serviceAccounts/${account.email}`;
    case 'compute-engine-default':
      return `projects/${account.projectNumber}/serviceAccounts/${account.email}`;
    case 'service-agent':
      return `projects/-/serviceAccounts/${account.email}`;
    case 'malformed':
      return `projects/-/serviceAccounts/${account.text}`;
  }
}

/** IAM takes the unique id in place of the email. */
function policyName(account: AccountAddress): string {
  if (typeof account === 'string') return nameOf(account);
  return nameOf(account.email).replace(/[^/]+$/, account.uniqueId);
}

function stateOf(account: Account): AccountState {
  return {
    email: account.email ?? '',
    uniqueId: account.uniqueId ?? '',
    project: account.projectId ?? '',
    displayName: account.displayName ?? '',
    description: account.description ?? '',
    disabled: account.disabled ?? false,
  };
}
