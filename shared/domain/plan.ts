import type { Resource } from './resource.ts';

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
  | { readonly kind: 'grant-act-as'; readonly account: string; readonly member: string }
  | {
      readonly kind: 'assign-service-account';
      readonly job: Resource;
      readonly uid: string;
      readonly from: string;
      readonly to: string;
    };

export type StepKind = Step['kind'];
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;

/** Everything a remediation will do, complete before the first write. */
export interface Plan {
  readonly steps: readonly Step[];
  /** What was left out and why, in sentences for the ticket. */
  readonly notes: readonly string[];
}
