import type { cloudresourcemanager_v1 } from 'googleapis/build/src/apis/cloudresourcemanager/v1.js';
import type { cloudresourcemanager_v3 } from 'googleapis/build/src/apis/cloudresourcemanager/v3.js';
import type { IamPolicy } from '../domain/iam-policy.ts';
import { read, unless, write } from './call.ts';
import type { Google } from './google.ts';
import { path } from './path.ts';
import { policyToSend } from './policy-to-send.ts';
import { rest } from './rest.ts';

export interface ProjectState {
  readonly id: string;
  readonly number: string;
  /** `folders/N` or `organizations/N`; `undefined` for a project without one. */
  readonly parent: string | undefined;
  /** Left out for none. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** `projects/P`, `folders/N` or `organizations/N`. */
export type Container = string;

type Project = cloudresourcemanager_v3.Schema$Project;
type Ancestry = cloudresourcemanager_v1.Schema$GetAncestryResponse;
type Held = cloudresourcemanager_v3.Schema$TestIamPermissionsResponse;

const API = 'cloudresourcemanager.googleapis.com';
const VERSION_3 = { options: { requestedPolicyVersion: 3 } };

/**
 * The resource hierarchy and its policies. Needs, by method, resourcemanager.projects.get and
 * resourcemanager.{projects, folders, organizations}.{getIamPolicy, setIamPolicy}.
 * https://cloud.google.com/resource-manager/reference/rest
 */
export function projects(google: Google) {
  const { json } = rest(google, API);
  return {
    /**
     * `undefined` when the project cannot be read: Google answers alike for one that is not there (403 or 404).
     * Throws ApiFailure.
     */
    async get(idOrNumber: string): Promise<ProjectState | undefined> {
      const answer = await unless(
        [403, 404],
        read(API, () => json<Project>({ method: 'GET', path: path`v3/projects/${idOrNumber}` })),
      );
      if (answer === undefined) return undefined;
      const { projectId, name: numbered, parent, labels } = answer;
      return {
        id: projectId ?? '',
        number: (numbered ?? '').replace('projects/', ''),
        parent: parent || undefined,
        ...(labels ? { labels } : {}),
      };
    },

    /** `folders/N` nearest first, then `organizations/N`; empty for a project outside of any. Throws ApiFailure. */
    async ancestors(id: string): Promise<readonly string[]> {
      const { ancestor } = await read(API, () =>
        json<Ancestry>({ method: 'POST', path: path`v1/projects/${[id]}:getAncestry`, body: {} }),
      );
      return (ancestor ?? []).flatMap(({ resourceId }) =>
        resourceId?.type === 'project' ? [] : [`${resourceId?.type}s/${resourceId?.id}`],
      );
    },

    /** The allow policy, with conditions (version 3). Throws ApiFailure. */
    policy(name: Container): Promise<IamPolicy> {
      return read(API, () =>
        json({ method: 'POST', path: path`v3/${name}:getIamPolicy`, body: VERSION_3 }),
      );
    },

    /** Replaces the policy that was read with this etag. Throws ApiFailure; 409 when it has changed since. */
    async setPolicy(name: Container, policy: IamPolicy): Promise<IamPolicy> {
      const body = { policy: policyToSend(policy) };
      return write(API, () => json({ method: 'POST', path: path`v3/${name}:setIamPolicy`, body }));
    },

    /** Those of the permissions that the caller holds on `organizations/N` itself. Throws ApiFailure. */
    async holdsOnOrganization(
      organization: string,
      permissions: readonly string[],
    ): Promise<readonly string[]> {
      const held = await read(API, () =>
        json<Held>({
          method: 'POST',
          path: path`v3/${organization}:testIamPermissions`,
          body: { permissions },
        }),
      );
      return held.permissions ?? [];
    },
  };
}
