import type { Drift } from './drift.ts';
import type { Principal } from './principal.ts';
import type { Resource } from './resource.ts';

/** Why a deploy was refused, as far as Google's words tell (status code 7 and the texts of the troubleshooting page). */
export const DENIALS = [
  'act-as',
  'token-creator',
  'constraint',
  'run-permission',
  'other',
] as const;
export type Denial = (typeof DENIALS)[number];

/**
 * One resource after someone touched it or tried to. It is a hint, never a fact: whoever acts on it reads the
 * live resource first. Only what is listed here leaves the parser, so no env value or argument can travel on.
 */
export interface Change {
  readonly resource: Resource;
  /** A project number that the entry names beside the id; whoever reads the project checks that it is the same one. */
  readonly projectNumber?: string;
  readonly disposition: 'applied' | 'denied' | 'deleted';
  readonly denial: Denial | undefined;
  readonly principal: Principal;
  /** The account that the request or the answer names, or that Google refused; `undefined` when the entry says none. */
  readonly serviceAccount: string | undefined;
  /** True when the entry holds the request whole and it names no account: Cloud Run then takes the default. */
  readonly impliesDefault: boolean;
  /** That of the job as the call left it; left out where the entry does not hold the finished job. */
  readonly generation?: number;
  /** The same of its uid. */
  readonly uid?: string;
  /** `logName|timestamp|insertId`: the same for every delivery of one entry. */
  readonly eventKey: string;
  /** RFC 3339, when the call was made. */
  readonly at: string;
  /** The caller's own words; they colour a ticket and decide nothing. */
  readonly userAgent: string | undefined;
  readonly method: string;
}

/** Why an entry changes nothing that Bailiff judges; each is counted under this name. */
export const IGNORED = [
  'not-a-log-entry',
  'not-cloud-run',
  'not-a-job',
  'method-does-not-change-a-job',
  'method-does-not-change-access',
  'other-constraint',
  'unknown-job-method',
  'validate-only',
  'call-failed',
  'no-resource',
  'illegal-name',
  'project-mismatch',
  'account-mismatch',
  'outside-organization',
  'job-gone',
] as const;
export type Ignored = (typeof IGNORED)[number];

/** What a source makes of one event. */
export type Reading =
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'drift'; readonly drift: Drift }
  | { readonly kind: 'ignored'; readonly reason: Ignored; readonly detail: string };
