import type { Account, Organization, Project } from './state.ts';

/** A project by id or number: the two are interchangeable in every path. */
export function findProject(organization: Organization, idOrNumber: string): Project | undefined {
  const { projects, projectIds } = organization;
  return projects.get(idOrNumber) ?? projects.get(projectIds.get(idOrNumber) ?? '');
}

/** An account by email or unique id, whatever project the path names (gcloud sends the caller's, or `-`). */
export function findAccount(organization: Organization, key: string): Account | undefined {
  const { accounts, accountIds } = organization;
  return [key, ...(accountIds.get(key) ?? [])]
    .map((uniqueId) => accounts.get(uniqueId))
    .find((account) => account !== undefined && account.deleted === undefined);
}

/**
 * The names whose policies apply to a resource, itself first and the organization last. `name` is relative, and names
 * of other resources (jobs, secrets, repositories) begin with their project or the organization.
 */
export function lineage(organization: Organization, name: string): readonly string[] {
  const [collection, id = ''] = name.split('/');
  const account = collection === 'serviceAccounts' ? organization.accounts.get(id) : undefined;
  if (account !== undefined) return [name, ...lineage(organization, `projects/${account.project}`)];
  if (collection === 'projects') {
    const project = findProject(organization, id);
    if (project === undefined) return [];
    const own = `projects/${project.id}`;
    const inside = name.split('/').length > 2 ? [name] : [];
    return [...inside, own, ...lineage(organization, project.parent)];
  }
  const folder = collection === 'folders' ? organization.folders.get(id) : undefined;
  if (folder !== undefined) return [name, ...lineage(organization, folder.parent)];
  const own = `organizations/${organization.number}`;
  // Sources of findings have policies of their own.
  if (name.startsWith(`${own}/`)) return [name, own];
  return name === own ? [name] : [];
}
