import type { Denial } from './change.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Principal } from './principal.ts';
import type { Resource } from './resource.ts';

/** A secret that a job mounts or reads: `projects/P/secrets/S`. */
export type SecretName = string;

/**
 * A job as the Cloud Run Admin API v2 answers, without what Bailiff has no need to know: no env value, no
 * argument, no image. https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs
 */
export interface JobState {
  readonly uid: string;
  /** Counts changes of the wanted state. */
  readonly generation: number;
  readonly etag: string;
  /** `''` when the answer names none; Cloud Run then uses the project's default account. */
  readonly serviceAccount: string;
  readonly creator: string | undefined;
  readonly lastModifier: string | undefined;
  readonly executionCount: number;
  readonly reconciling: boolean;
  readonly secrets: readonly SecretName[];
  readonly labels: Readonly<Record<string, string>>;
}

/** The project of a resource and the way up to the organization. */
export interface ProjectFacts {
  readonly id: string;
  readonly number: string;
  /** `folders/N` nearest first, then `organizations/N`. */
  readonly ancestors: readonly string[];
  /** Left out for none. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What the rules judge: a job that is there, or one that somebody was refused. */
export type Subject =
  | {
      readonly kind: 'live';
      readonly resource: Resource;
      readonly project: ProjectFacts;
      readonly job: JobState;
      /** Roles that the job's account holds on the project; `undefined` when they could not be read. */
      readonly accountRoles: readonly string[] | undefined;
      readonly runningExecutions: readonly string[];
      /** How the job's account stands and, if it is another project's, what using it takes; who deploys is not asked. */
      readonly diagnosis: Diagnosis;
      /** Facts that could not be read, in words: they make findings indeterminate; those of `diagnosis` stand there. */
      readonly unread: readonly string[];
      /** What the event says of how the account came to be named, for the evidence only. */
      readonly named: 'explicitly' | 'by-default' | 'unknown';
    }
  | {
      readonly kind: 'attempted';
      readonly resource: Resource;
      readonly project: ProjectFacts;
      readonly serviceAccount: string | undefined;
      readonly impliesDefault: boolean;
      readonly denial: Denial;
      readonly principal: Principal;
      /** What deploying under the account takes; `undefined` when the entry does not tell which account it was. */
      readonly diagnosis: Diagnosis | undefined;
      /** Whether the deployer may read the account, so that he may be told how it stands; false when not known. */
      readonly deployerMayRead: boolean;
      readonly unread: readonly string[];
    };
