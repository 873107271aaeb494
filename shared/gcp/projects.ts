import { cloudresourcemanager_v1 } from 'googleapis/build/src/apis/cloudresourcemanager/v1.js';
import { cloudresourcemanager_v3 } from 'googleapis/build/src/apis/cloudresourcemanager/v3.js';
import type { IamPolicy } from '../domain/iam-policy.ts';
import { read, unless, write } from './call.ts';
import type { Google } from './google.ts';
import { fromSchema, toSchema } from './policy-schema.ts';
import { restOptions } from './rest-options.ts';

export interface ProjectState {
  readonly id: string;
  readonly number: string;
  /** `folders/N` or `organizations/N`; `undefined` for a project without one. */
  readonly parent: string | undefined;
}

/** `projects/P`, `folders/N` or `organizations/N`. */
export type Container = string;

const API = 'cloudresourcemanager.googleapis.com';
const VERSION_3 = { options: { requestedPolicyVersion: 3 } };

/**
 * The resource hierarchy and its policies. Needs, by method, resourcemanager.projects.get and
 * resourcemanager.{projects, folders, organizations}.{getIamPolicy, setIamPolicy}.
 * https://cloud.google.com/resource-manager/reference/rest
 */
export function projects(google: Google) {
  const v1 = new cloudresourcemanager_v1.Cloudresourcemanager(restOptions(google));
  const v3 = new cloudresourcemanager_v3.Cloudresourcemanager(restOptions(google));
  return {
    /**
     * `undefined` when the project cannot be read: Google answers alike for one that is not there (403 or 404).
     * Throws ApiFailure.
     */
    async get(idOrNumber: string): Promise<ProjectState | undefined> {
      const name = `projects/${idOrNumber}`;
      const answer = await unless(
        [403, 404],
        read(API, () => v3.projects.get({ name })),
      );
      if (answer === undefined) return undefined;
      const { projectId, name: numbered, parent } = answer.data;
      return {
        id: projectId ?? '',
        number: (numbered ?? '').replace('projects/', ''),
        parent: parent || undefined,
      };
    },

    /** `folders/N` nearest first, then `organizations/N`; empty for a project outside of any. Throws ApiFailure. */
    async ancestors(id: string): Promise<readonly string[]> {
      const { data } = await read(API, () =>
        v1.projects.getAncestry({ projectId: id, requestBody: {} }),
      );
      return (data.ancestor ?? []).flatMap(({ resourceId }) =>
        resourceId?.type === 'project' ? [] : [`${resourceId?.type}s/${resourceId?.id}`],
      );
    },

    /** The allow policy, with conditions (version 3). Throws ApiFailure. */
    async policy(name: Container): Promise<IamPolicy> {
      const query = { resource: name, requestBody: VERSION_3 };
      const { data } = await read(API, () => collection(v3, name).getIamPolicy(query));
      return fromSchema(data);
    },

    /** Replaces the policy that was read with this etag. Throws ApiFailure; 409 when it has changed since. */
    async setPolicy(name: Container, policy: IamPolicy): Promise<IamPolicy> {
      const query = { resource: name, requestBody: { policy: toSchema(policy) } };
      const { data } = await write(API, () => collection(v3, name).setIamPolicy(query));
      return fromSchema(data);
    },

    /** Those of the permissions that the caller holds on `organizations/N` itself. Throws ApiFailure. */
    async holdsOnOrganization(
      organization: string,
      permissions: readonly string[],
    ): Promise<readonly string[]> {
      const query = { resource: organization, requestBody: { permissions: [...permissions] } };
      const { data } = await read(API, () => v3.organizations.testIamPermissions(query));
      return data.permissions ?? [];
    },
  };
}

function collection(v3: cloudresourcemanager_v3.Cloudresourcemanager, name: Container) {
  if (name.startsWith('projects/')) return v3.projects;
  return name.startsWith('folders/') ? v3.folders : v3.organizations;
}
