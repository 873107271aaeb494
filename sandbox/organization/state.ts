import type { IamPolicy } from '../../shared/domain/iam-policy.ts';
import type { JobRecord } from '../apis/run/job-record.ts';
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

/** When an organization policy was last written, and as what. */
export interface ConstraintVersion {
  readonly etag: string;
  readonly updated: number;
}

/** One version of a policy; earlier ones stay while a change propagates. */
interface PolicyVersion {
  readonly policy: IamPolicy;
  readonly since: number;
}

/** The whole organization, in memory. Keys of `policies` are relative names, e.g. `projects/ID`, `serviceAccounts/UNIQUE_ID`. */
export interface Organization {
  readonly number: string;
  readonly domain: string;
  readonly settings: Pick<OrganizationFile, 'propagationSeconds' | 'delivery'>;
  readonly folders: Map<string, Folder>;
  readonly projects: Map<string, Project>;
  /** By unique id, deleted ones included. */
  readonly accounts: Map<string, Account>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly policies: Map<string, PolicyVersion[]>;
  /** Custom roles by full name. */
  readonly roles: Map<string, readonly string[]>;
  /** `projects/ID|folders/N|organizations/N` → constraint → enforced. */
  readonly constraints: Map<string, Map<string, boolean>>;
  /** The same keys joined by `/policies/`: `projects/ID/policies/CONSTRAINT`. */
  readonly constraintVersions: Map<string, ConstraintVersion>;
  /** By `projects/P/locations/L/jobs/J`, P an id. */
  readonly jobs: Map<string, JobRecord>;
  /** Long-running operations by name, as they are answered. */
  readonly operations: Map<string, Record<string, unknown>>;
  /** `projects/P/secrets/S`. */
  readonly secrets: Set<string>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
