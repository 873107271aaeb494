import type { Principal } from '../../domain/principal.ts';
import type { ServiceAccount } from '../../domain/service-account.ts';
import type { ProjectFacts } from '../../domain/subject.ts';
import type { Explanation } from '../../gcp/explanation.ts';
import type { Enforcement } from '../../gcp/org-policy.ts';
import type { AccountState } from '../../gcp/service-accounts.ts';

/** An account whose address tells in which project it is. */
export type PlacedAccount = Extract<
  ServiceAccount,
  { readonly kind: 'user-managed' | 'compute-engine-default' | 'app-engine-default' }
>;

/** Everything that was read about one job project, account and deployer. */
export interface DiagnosisFacts {
  /** The job's. */
  readonly project: ProjectFacts;
  readonly account: PlacedAccount;
  /** What IAM answers of it. */
  readonly found:
    | { readonly kind: 'found'; readonly account: AccountState }
    | { readonly kind: 'missing' }
    | { readonly kind: 'unread'; readonly because: string };
  /** The unique id that the account is known by, where somebody has pinned one. */
  readonly pinned: string | undefined;
  readonly deployer: Principal | undefined;
  /** Of the deployer; `undefined` when it is not known who deploys. */
  readonly actAs: Explanation | undefined;
  /** Of the Cloud Run service agent of the job's project; `undefined` when nobody asked. */
  readonly minting: Explanation | undefined;
  /** `undefined` for an account of the job's own project. */
  readonly crossProject: Enforcement | undefined;
}

/** The account's project as its address tells it: an id, or the number for a Compute Engine default account. */
export function homeOf(account: PlacedAccount): string {
  return account.kind === 'compute-engine-default' ? account.projectNumber : account.projectId;
}

/** The account's full resource name, as Policy Troubleshooter takes it. */
export function accountName(account: PlacedAccount): string {
  return `//iam.googleapis.com/projects/${homeOf(account)}/serviceAccounts/${account.email}`;
}

/** The account's project by id wherever the id is known. */
export function homeId({ account, found, project }: DiagnosisFacts): string | undefined {
  if (found.kind === 'found' && found.account.project !== '') return found.account.project;
  if (account.kind !== 'compute-engine-default') return account.projectId;
  return account.projectNumber === project.number ? project.id : undefined;
}

/** The same, by its number where the id is not known: gcloud and the APIs take either. */
export function projectOf(facts: DiagnosisFacts): string {
  return homeId(facts) ?? homeOf(facts.account);
}

/** Whether account and job share a project, so that the conditions for another project's account do not apply. */
export function isOwn(account: PlacedAccount, { id, number }: ProjectFacts): boolean {
  return [id, number].includes(homeOf(account));
}

export function serviceAgentOf({ number }: Pick<ProjectFacts, 'number'>): string {
  return `service-${number}@serverless-robot-prod.iam.gserviceaccount.com`;
}
