import type { IamPolicy } from '../../shared/domain/iam-policy.ts';
import type { JobRecord } from '../apis/run/job-record.ts';
import type { CustomConstraint } from './custom-constraint.ts';
import type { OrganizationFile } from './file.ts';

/** A service account as the IAM API knows it. */
export interface Account {
  readonly project: string;
  readonly email: string;
  readonly uniqueId: string;
  displayName: string;
  description: string;
  disabled: boolean;
  readonly created: number;
  /** When it was deleted, in milliseconds; it can be undeleted for 30 days. */
  deleted: number | undefined;
}

export interface Project {
  readonly id: string;
  readonly number: string;
  /** `folders/N` or `organizations/N`. */
  readonly parent: string;
  readonly displayName: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly created: number;
  readonly services: Set<string>;
}

export interface Folder {
  readonly number: string;
  readonly parent: string;
  readonly displayName: string;
}

/** A custom role. A deleted one keeps its name, and grants nothing. */
export interface CustomRole {
  readonly title: string;
  readonly description: string;
  /** https://cloud.google.com/iam/docs/reference/rest/v1/organizations.roles#RoleLaunchStage */
  readonly stage: string;
  readonly permissions: readonly string[];
  readonly etag: string;
  /** When it was deleted, in milliseconds. */
  readonly deleted: number | undefined;
}

/** https://cloud.google.com/iam/docs/reference/rest/v2/policies#DenyRule */
export interface DenyRule {
  readonly deniedPrincipals: readonly string[];
  readonly exceptionPrincipals: readonly string[];
  readonly deniedPermissions: readonly string[];
  readonly exceptionPermissions: readonly string[];
  readonly denialCondition?: { readonly expression: string } | undefined;
}

export interface DenyPolicy {
  readonly id: string;
  readonly uid: string;
  readonly displayName: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly created: number;
  readonly updated: number;
  readonly rules: readonly { readonly description: string; readonly denyRule: DenyRule }[];
}

/** All deny policies of one attachment point; earlier versions stay while a change propagates. */
interface DenyVersion {
  readonly policies: readonly DenyPolicy[];
  readonly since: number;
}

/** What an organization policy said until it was changed; `undefined` when there was none. */
interface ConstraintPast {
  readonly enforced: boolean | undefined;
  readonly until: number;
}

/** When an organization policy was last written, and as what. */
export interface ConstraintVersion {
  readonly etag: string;
  readonly updated: number;
}

/** One version of an object in a bucket; each bucket keeps all of them. */
export interface ObjectVersion {
  readonly generation: string;
  readonly text: string;
  readonly created: number;
  /** When another took its place or it was deleted, in milliseconds. */
  readonly ended: number | undefined;
}

/** One version of a secret, numbered from 1 by its place. */
export interface SecretVersion {
  /** `undefined` once it is destroyed. */
  readonly payload: Uint8Array | undefined;
  readonly state: 'ENABLED' | 'DISABLED' | 'DESTROYED';
  readonly created: number;
}

export interface Secret {
  readonly created: number;
  /** Oldest first. */
  readonly versions: readonly SecretVersion[];
}

interface Bucket {
  /** Id of its project. */
  readonly project: string;
  /** By the object's name, oldest first. */
  readonly objects: Map<string, readonly ObjectVersion[]>;
}

/** One version of a policy; earlier ones stay while a change propagates. */
interface PolicyVersion {
  readonly policy: IamPolicy;
  readonly since: number;
}

/** A permission that was asked of somebody. */
interface Asked {
  /** `user:…` or `serviceAccount:…`. */
  readonly member: string;
  readonly permission: string;
  /** Relative name of the resource. */
  readonly resource: string;
  readonly granted: boolean;
}

/** The whole organization, in memory. Keys of `policies` are relative names, e.g. `projects/ID`, `serviceAccounts/UNIQUE_ID`. */
export interface Organization {
  readonly number: string;
  readonly domain: string;
  readonly settings: Pick<OrganizationFile, 'propagationSeconds' | 'delivery' | 'groupReaders'>;
  /** Whose members policies may name; `undefined` when sharing is not restricted. */
  readonly memberDomains: readonly string[] | undefined;
  readonly folders: Map<string, Folder>;
  readonly projects: Map<string, Project>;
  /** Their ids by their numbers. */
  readonly projectIds: Map<string, string>;
  /** By unique id, deleted ones included. */
  readonly accounts: Map<string, Account>;
  /** Unique ids of all that have, or had, an address. */
  readonly accountIds: Map<string, readonly string[]>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly policies: Map<string, PolicyVersion[]>;
  /** Custom roles by full name. */
  readonly roles: Map<string, CustomRole>;
  /** By attachment point: `projects/ID`, `folders/N`, `organizations/N`. */
  readonly denyPolicies: Map<string, DenyVersion[]>;
  /** `projects/ID|folders/N|organizations/N` → constraint → enforced. */
  readonly constraints: Map<string, Map<string, boolean>>;
  /** The same keys joined by `/policies/`: `projects/ID/policies/CONSTRAINT`. */
  readonly constraintVersions: Map<string, ConstraintVersion>;
  /** By the same keys, oldest first: what holds until a change has propagated. */
  readonly constraintPasts: Map<string, ConstraintPast[]>;
  /** By `custom.NAME`; `deleted` where there was one, whose name is not given out again. */
  readonly customConstraints: Map<string, CustomConstraint | 'deleted'>;
  /** By `projects/P/locations/L/jobs/J`, P an id. */
  readonly jobs: Map<string, JobRecord>;
  /** Long-running operations by name, as they are answered. */
  readonly operations: Map<string, Record<string, unknown>>;
  /** By `projects/P/secrets/S`, P an id. */
  readonly secrets: Map<string, Secret>;
  /** Buckets of Cloud Storage, by name. */
  readonly buckets: Map<string, Bucket>;
  /** Sources of Security Command Center, `organizations/N/sources/M`. */
  readonly securitySources: ReadonlySet<string>;
  /** What they hold, by `organizations/N/sources/M/locations/L/findings/F` and as the API answers it. */
  readonly securityFindings: Map<string, Readonly<Record<string, unknown>>>;
  /**
   * What Bailiff's deployment consists of, by relative name and as its API answers it: sinks, topics, subscriptions,
   * functions, databases, indexes, Scheduler jobs and keys of accounts.
   */
  readonly deployed: Map<string, Readonly<Record<string, unknown>>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told of every permission check, where somebody wants to know what a program needs. */
  onCheck?: (asked: Asked) => void;
}
