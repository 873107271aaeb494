import { accountEmail } from './account-email.ts';
import type { FindingId } from './finding.ts';
import { fullResourceName, type Resource } from './resource.ts';

/** A service account that is let be used. */
interface GrantedOn {
  /** Its address. */
  readonly account: string;
  /** Of the account that was diagnosed, and no other of its address; left out for one that the plan itself makes. */
  readonly uniqueId?: string;
}

/** One write, as data. `STEP` runners are keyed by `kind`, so a new kind does not compile until one runs it. */
export type Step =
  | {
      readonly kind: 'create-account';
      readonly project: string;
      readonly accountId: string;
      readonly displayName: string;
      /** Stands in the account's description, unguessable, so that a retry knows its own account. */
      readonly nonce: string;
    }
  | {
      readonly kind: 'grant-project-role';
      readonly project: string;
      readonly role: string;
      readonly member: string;
    }
  | ({ readonly kind: 'grant-act-as'; readonly member: string } & GrantedOn)
  | ({ readonly kind: 'grant-token-creator'; readonly member: string } & GrantedOn)
  /** Lifts the constraint that keeps other projects from using the accounts of this one. */
  | { readonly kind: 'allow-cross-project-use'; readonly project: string }
  /** Writes nothing: waits until Google says that every condition holds. */
  | ({
      readonly kind: 'verify-access';
      /** The job's. */
      readonly project: { readonly id: string; readonly number: string };
      /** As principalText writes it; `undefined` when only what the running job needs is asked. */
      readonly deployer: string | undefined;
    } & GrantedOn)
  | {
      readonly kind: 'assign-service-account';
      readonly job: Resource;
      readonly uid: string;
      readonly from: string;
      readonly to: string;
      /** Who had changed the job last when it was judged, by address: what others make of it since is not for this plan. */
      readonly lastModifier?: string;
      /** Of the job when it was judged: what is read with an earlier one is of a while ago, and says nothing. */
      readonly generation?: number;
      /** Where a person approved it: only this version of the job is moved. */
      readonly etag?: string;
    };

export type StepKind = Step['kind'];
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;

/** Everything a remediation will do, complete before the first write. */
export interface Plan {
  readonly steps: readonly Step[];
  /** What was left out and why, in sentences for the ticket. */
  readonly notes: readonly string[];
  /** Findings besides the one it was made for that it mends too. */
  readonly together?: readonly FindingId[];
  /** Who deployed what it is for, as principalText writes it: none of them approves or undoes it. */
  readonly deployedBy?: readonly string[];
  /** The approver whose request it carries out, as a member. */
  readonly approvedBy?: string;
  /** The decision that it takes back: what the steps say was done is undone, in this order. */
  readonly undoes?: string;
}

/** What a step writes to: a job's full name, an account's address, `projects/ID`, or nothing. */
export function targetOf(step: Step): string | undefined {
  switch (step.kind) {
    case 'create-account':
      return accountEmail(step.accountId, step.project);
    case 'grant-project-role':
    case 'allow-cross-project-use':
      return `projects/${step.project}`;
    case 'grant-act-as':
    case 'grant-token-creator':
      return step.account;
    case 'assign-service-account':
      return fullResourceName(step.job);
    case 'verify-access':
      return undefined;
  }
}
