import { read, unless, write } from './call.ts';
import type { Google } from './google.ts';
import { path } from './path.ts';
import { rest } from './rest.ts';

/** A policy as it is set on one place, whole: what Bailiff does not know of it is carried along. */
export interface OrgPolicy {
  /** `projects/NUMBER/policies/CONSTRAINT`. */
  readonly name: string;
  readonly etag?: string;
  readonly spec?: OrgPolicySpec;
  readonly [field: string]: unknown;
}

export interface OrgPolicySpec {
  readonly etag?: string;
  /** RFC 3339; Google's alone to set. */
  readonly updateTime?: string;
  /** The constraint's default holds, whatever is set above. */
  readonly reset?: boolean;
  readonly rules?: readonly { readonly enforce?: boolean; readonly condition?: unknown }[];
  readonly [field: string]: unknown;
}

const API = 'orgpolicy.googleapis.com';

/**
 * Organization policies as they are set on one project, folder or organization, and not as they work out below it.
 * Constraints go without `constraints/`. Needs orgpolicy.policy.get, and to write orgpolicy.policies.{create, update,
 * delete}. https://cloud.google.com/resource-manager/docs/reference/orgpolicy/rest
 */
export function ownOrgPolicies(google: Google) {
  const { json } = rest(google, API);
  return {
    /** Takes `projects/P`, `folders/N` or `organizations/N`; `undefined` when nothing is set there. Throws ApiFailure. */
    async read(place: string, constraint: string): Promise<OrgPolicy | undefined> {
      const name = nameOf(place, constraint);
      return unless(
        [404],
        read(API, () => json<OrgPolicy>({ method: 'GET', path: path`v2/${name}` })),
      );
    },

    /** Sets a policy on `projects/P` where there is none. Throws ApiFailure; 409 when there is one by now. */
    create(place: string, constraint: string, spec: OrgPolicySpec): Promise<OrgPolicy> {
      const body = { name: nameOf(place, constraint), spec };
      return write(API, () => json({ method: 'POST', path: path`v2/${place}/policies`, body }));
    },

    /**
     * Replaces the policy of `projects/P` that was read with this etag, whole. Throws ApiFailure; 409 when it has changed
     * since, 404 when it is gone.
     */
    async replace(place: string, constraint: string, policy: OrgPolicy): Promise<OrgPolicy> {
      if (policy.etag === undefined || policy.etag === '')
        throw new TypeError('A policy without an etag is never written; read the policy first.');
      const name = nameOf(place, constraint);
      return write(API, () => json({ method: 'PATCH', path: path`v2/${name}`, body: policy }));
    },

    /** Takes the policy of this etag away from `projects/P`. Throws ApiFailure; 409 when it has changed since. */
    async remove(place: string, constraint: string, etag: string): Promise<void> {
      const name = nameOf(place, constraint);
      await write(API, () => json({ method: 'DELETE', path: path`v2/${name}`, query: { etag } }));
    },
  };
}

function nameOf(place: string, constraint: string): string {
  return `${place}/policies/${constraint}`;
}
