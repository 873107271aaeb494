/** What it takes so that a job of one project may run as an account, in the order in which it is to be mended. */
export const CONDITIONS = [
  'account-usable',
  'act-as',
  'token-minting',
  'cross-project-use',
] as const;
export type ConditionId = (typeof CONDITIONS)[number];

/** One condition of Google's, and how it stands. https://cloud.google.com/run/docs/configuring/jobs/service-identity */
export interface Condition {
  readonly id: ConditionId;
  /** `unknown` is never read as holding, nor as missing; `not-needed` where account and job share a project. */
  readonly state: 'holds' | 'missing' | 'unknown' | 'not-needed';
  /** What satisfies it, in words, e.g. `by project identity-prod, through group:team@example.com`; empty unless it holds. */
  readonly where: string;
  /** Sentences. */
  readonly because: string;
  /** gcloud lines, on the account and never wider; empty when it holds, and where no line of gcloud mends it. */
  readonly fix: readonly string[];
  /** The same as Terraform blocks. */
  readonly terraform: readonly string[];
}

/**
 * How an account stands. `missing` is one that was deleted or was never there; `re-created` is one that was made again
 * under the same address, without the earlier one's bindings.
 */
export type AccountCondition = 'enabled' | 'disabled' | 'missing' | 're-created' | 'unknown';

/** Whether a job of `project` could be deployed by `deployer` to run as `account`: every condition at once. */
export interface Diagnosis {
  /** The job's. */
  readonly project: { readonly id: string; readonly number: string };
  readonly account: {
    readonly email: string;
    /** Id of the account's project; `undefined` when neither the address nor an answer tells it. */
    readonly project: string | undefined;
    readonly uniqueId: string | undefined;
    readonly state: AccountCondition;
  };
  /** As principalText writes it; `undefined` when nobody knows. */
  readonly deployer: string | undefined;
  /** One of each id. */
  readonly conditions: readonly Condition[];
  /** What could not be read, each with the right that is missing: sentences, none twice. */
  readonly unread: readonly string[];
}

/** True when the account is another project's than the job's, or of a project that is not known. */
export function isCrossProject({ account, project }: Diagnosis): boolean {
  return account.project !== project.id && account.project !== project.number;
}

export function conditionOf({ conditions }: Diagnosis, id: ConditionId): Condition {
  const found = conditions.find((condition) => condition.id === id);
  if (found === undefined) throw new Error(`The diagnosis holds no condition ${id}.`);
  return found;
}
