import type { Denial } from './change.ts';
import type { Diagnosis } from './diagnosis.ts';

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

/** What proves that a job cannot use its account, or could not be deployed under it. */
export interface AccountUseEvidence {
  readonly kind: 'account-use';
  /** Every condition as it stood, not only the one that the rule is about. */
  readonly diagnosis: Diagnosis;
  /** What Google's refusal named; `undefined` for a job that is there. */
  readonly denial: Denial | undefined;
  /**
   * True when the deployer may not read the account: what is told to him then says no more than Google's denial, which
   * has one text for what he may not use and for what does not exist.
   */
  readonly withheld: boolean;
}

/** The facts that prove a finding, as its action needs them. */
export type Evidence = DefaultServiceAccountEvidence | AccountUseEvidence;
