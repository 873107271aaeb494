import { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js';
import type { IamPolicy } from '../domain/iam-policy.ts';
import { parseServiceAccount } from '../domain/service-account.ts';
import { read, unless, write } from './call.ts';
import type { Google } from './google.ts';
import { pages } from './pages.ts';
import { fromSchema, toSchema } from './policy-schema.ts';
import { restOptions } from './rest-options.ts';

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

const API = 'iam.googleapis.com';
const PAGE = 100;

/**
 * Service accounts and the policies on them. Needs, by method, iam.serviceAccounts.{get, create, list,
 * getIamPolicy, setIamPolicy}. https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts
 */
export function serviceAccounts(google: Google) {
  const accounts = new iam_v1.Iam(restOptions(google)).projects.serviceAccounts;
  return {
    /** `undefined` when there is no such account. Throws ApiFailure. */
    async get(email: string): Promise<AccountState | undefined> {
      const name = nameOf(email);
      const answer = await unless(
        [404],
        read(API, () => accounts.get({ name })),
      );
      return answer === undefined ? undefined : stateOf(answer.data);
    },

    /** Throws ApiFailure; 409 when the project has such an account already. */
    async create(account: NewAccount): Promise<AccountState> {
      const { project, accountId, displayName, description } = account;
      const requestBody = { accountId, serviceAccount: { displayName, description } };
      const { data } = await write(API, () =>
        accounts.create({ name: `projects/${project}`, requestBody }),
      );
      return stateOf(data);
    },

    /** How many accounts the project has; counting ends at `atMost`. Throws ApiFailure. */
    async count(project: string, atMost: number): Promise<number> {
      let counted = 0;
      const ask = async (token: object) => {
        const query = { name: `projects/${project}`, pageSize: PAGE, ...token };
        return (await read(API, () => accounts.list(query))).data;
      };
      for await (const page of pages(Math.max(1, atMost), ask)) {
        counted += page.accounts?.length ?? 0;
        if (counted >= atMost) break;
      }
      return Math.min(counted, atMost);
    },

    /** The allow policy on the account, with conditions (version 3). Throws ApiFailure; 404 for one that is not there. */
    async policy(account: AccountAddress): Promise<IamPolicy> {
      const query = { resource: policyName(account), 'options.requestedPolicyVersion': 3 };
      const { data } = await read(API, () => accounts.getIamPolicy(query));
      return fromSchema(data);
    },

    /** Replaces the policy that was read with this etag. Throws ApiFailure; 409 when it has changed since. */
    async setPolicy(account: AccountAddress, policy: IamPolicy): Promise<IamPolicy> {
      const query = { resource: policyName(account), requestBody: { policy: toSchema(policy) } };
      const { data } = await write(API, () => accounts.setIamPolicy(query));
      return fromSchema(data);
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

function stateOf(account: iam_v1.Schema$ServiceAccount): AccountState {
  return {
    email: account.email ?? '',
    uniqueId: account.uniqueId ?? '',
    project: account.projectId ?? '',
    displayName: account.displayName ?? '',
    description: account.description ?? '',
    disabled: account.disabled ?? false,
  };
}
