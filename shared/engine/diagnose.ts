import type { Diagnosis } from '../domain/diagnosis.ts';
import { type Principal, principalText } from '../domain/principal.ts';
import { computeEngineDefault, parseServiceAccount } from '../domain/service-account.ts';
import type { ProjectFacts } from '../domain/subject.ts';
import type { Enforcement } from '../gcp/org-policy.ts';
import type { AccountState } from '../gcp/service-accounts.ts';
import { type AccessReaders, askAccess } from './ask-access.ts';
import { conclude } from './diagnosis/conclude.ts';
import {
  accountName,
  type DiagnosisFacts,
  homeOf,
  isOwn,
  type PlacedAccount,
  serviceAgentOf,
} from './diagnosis/facts.ts';
import { CONSTRAINT } from './diagnosis/mending.ts';
import { noAccount } from './diagnosis/no-account.ts';
import { isRefusal } from './is-refusal.ts';

/** What a diagnosis reads; the clients of shared/gcp satisfy it. */
export interface DiagnoseReaders extends AccessReaders {
  readonly accounts: { get(email: string): Promise<AccountState | undefined> };
  readonly organizationPolicies: {
    effective(project: string, constraint: string): Promise<Enforcement>;
  };
}

export interface DiagnoseRequest {
  /** The job's. */
  readonly project: ProjectFacts;
  /** As the job names it; empty for the project's Compute Engine default account. */
  readonly account: string;
  /** `undefined` when nobody knows. */
  readonly deployer?: Principal | undefined;
  /** Unique id that the account must have. */
  readonly pinned?: string | undefined;
  /** True for a job that is there: how an account of its own project stands is then all that is read. */
  readonly live?: boolean;
}

/**
 * Everything that a deploy of a job of `project` under `account` takes, each condition asked of Google at the moment
 * `at` (RFC 3339), all at once. What may not be read is `unknown` with the right that is missing; a text that is no
 * account costs no call. Throws ApiFailure for what may pass.
 */
export async function diagnose(
  request: DiagnoseRequest,
  readers: DiagnoseReaders,
  at: string,
): Promise<Diagnosis> {
  const { project, pinned, live = false } = request;
  const account = parseServiceAccount(request.account || computeEngineDefault(project.number));
  const deployer = request.deployer?.kind === 'unknown' ? undefined : request.deployer;
  if (account.kind === 'malformed' || account.kind === 'service-agent')
    return noAccount(account, project, deployer);
  const own = isOwn(account, project);
  const resource = accountName(account);
  const ask = (principal: string, permission: string) =>
    askAccess({ principal, resource, permission, at }, readers);
  const [found, actAs, minting, crossProject] = await Promise.all([
    find(account, readers),
    deployer === undefined ? undefined : ask(principalText(deployer), 'iam.serviceAccounts.actAs'),
    own && live ? undefined : ask(serviceAgentOf(project), 'iam.serviceAccounts.getAccessToken'),
    own ? undefined : readers.organizationPolicies.effective(homeOf(account), CONSTRAINT),
  ]);
  return conclude({ project, account, found, pinned, deployer, actAs, minting, crossProject });
}

async function find(
  { email }: PlacedAccount,
  { accounts }: DiagnoseReaders,
): Promise<DiagnosisFacts['found']> {
  try {
    const account = await accounts.get(email);
    return account === undefined ? { kind: 'missing' } : { kind: 'found', account };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const because = `The account ${email} may not be read (iam.serviceAccounts.get): ${error.message}`;
    return { kind: 'unread', because };
  }
}
