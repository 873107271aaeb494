import type { Target } from './authorize.ts';
import type { Account } from './state.ts';

const TYPES = { projects: 'Project', folders: 'Folder', organizations: 'Organization' } as const;
export type NodeCollection = keyof typeof TYPES;

/** A project, folder or the organization, whether it exists or not: nobody is allowed anything on what does not. */
export function nodeTarget(collection: NodeCollection, id: string): Target {
  const service = 'cloudresourcemanager.googleapis.com';
  return {
    name: `${collection}/${id}`,
    service,
    type: `${service}/${TYPES[collection]}`,
    fullName: `//${service}/${collection}/${id}`,
  };
}

export function accountTarget(account: Account): Target {
  const service = 'iam.googleapis.com';
  return {
    name: `serviceAccounts/${account.uniqueId}`,
    service,
    type: `${service}/ServiceAccount`,
    fullName: `//${service}/projects/${account.project}/serviceAccounts/${account.uniqueId}`,
  };
}
