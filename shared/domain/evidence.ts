/** The facts that prove a finding, as its action needs them. One kind a rule. */
export interface DefaultServiceAccountEvidence {
  readonly kind: 'default-service-account';
  /** Address of the default account; `undefined` for a denied attempt in a project whose number is not known. */
  readonly account: string | undefined;
  readonly which: 'compute-engine' | 'app-engine';
  /** Whether the caller named the account, left it out, or the entry does not tell. */
  readonly named: 'explicitly' | 'by-default' | 'unknown';
  /** Roles the account holds on the job's project; `undefined` when they could not be read. */
  readonly roles: readonly string[] | undefined;
  /** Executions so far. */
  readonly executionCount: number;
  /** Names of executions that still run, under the identity they were started with. */
  readonly runningExecutions: readonly string[];
  readonly lastModifier: string | undefined;
}

export type Evidence = DefaultServiceAccountEvidence;
