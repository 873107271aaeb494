import type { Diagnosis } from '../domain/diagnosis.ts';
import { type Principal, principalText } from '../domain/principal.ts';
import { computeEngineDefault, parseServiceAccount } from '../domain/service-account.ts';
import type { ProjectFacts } from '../domain/subject.ts';
import { ApiFailure } from '../gcp/api-failure.ts';
import { type Explanation, unknownAccess } from '../gcp/explanation.ts';
import type { Enforcement } from '../gcp/org-policy.ts';
import type { AccountState } from '../gcp/service-accounts.ts';
import type { AccessQuestion } from '../gcp/troubleshooter.ts';
import { conclude } from './diagnosis/conclude.ts';
import {
  type DiagnosisFacts,
  homeOf,
  isOwn,
  type PlacedAccount,
  serviceAgentOf,
} from './diagnosis/facts.ts';
import { CONSTRAINT } from './diagnosis/mending.ts';
import { noAccount } from './diagnosis/no-account.ts';

/** What a diagnosis reads; the clients of shared/gcp satisfy it. */
export interface DiagnoseReaders {
  readonly accounts: { get(email: string): Promise<AccountState | undefined> };
  readonly troubleshooter: { explain(question: AccessQuestion): Promise<Explanation> };
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
  const { project, pinned } = request;
  const text = request.account === '' ? computeEngineDefault(project.number) : request.account;
  const account = parseServiceAccount(text);
  const deployer = request.deployer?.kind === 'unknown' ? undefined : request.deployer;
  if (account.kind === 'malformed' || account.kind === 'service-agent')
    return noAccount(account, project, deployer);
  const home = homeOf(account);
  const resource = `//iam.googleapis.com/projects/${home}/serviceAccounts/${account.email}`;
  const ask = (principal: string, permission: string) =>
    explain({ principal, resource, permission, at }, readers);
  const [found, actAs, minting, crossProject] = await Promise.all([
    find(account, readers),
    deployer === undefined ? undefined : ask(principalText(deployer), 'iam.serviceAccounts.actAs'),
    ask(serviceAgentOf(project), 'iam.serviceAccounts.getAccessToken'),
    isOwn(account, project) ? undefined : readers.organizationPolicies.effective(home, CONSTRAINT),
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
    const { message } = refusal(error, [403, 404]);
    const because = `The account ${email} may not be read (iam.serviceAccounts.get): ${message}`;
    return { kind: 'unread', because };
  }
}

async function explain(
  question: AccessQuestion,
  { troubleshooter }: DiagnoseReaders,
): Promise<Explanation> {
  try {
    return await troubleshooter.explain(question);
  } catch (error) {
    // 400 is its answer to a principal that Google does not know.
    const { message } = refusal(error, [400, 403, 404]);
    return unknownAccess(`Policy Troubleshooter refuses the question: ${message}`);
  }
}

/** The refusal that it is; throws what is none, since that may pass. */
function refusal(error: unknown, statuses: readonly number[]): ApiFailure {
  if (error instanceof ApiFailure && statuses.includes(error.status)) return error;
  throw error;
}
