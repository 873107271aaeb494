import { randomInt } from 'node:crypto';
import type { Binding } from '../../shared/domain/iam-policy.ts';
import { computeEngineDefault } from '../../shared/domain/service-account.ts';
import { setConstraint } from './constraints.ts';
import { newEtag } from './etag.ts';
import type { OrganizationFile, ProjectEntry } from './file.ts';
import { OrganizationFileUnusable } from './file.ts';
import { agentBinding, CLOUD_RUN } from './service-agent.ts';
import type { Account, Organization, Project } from './state.ts';

/** The organization that a file describes, with all that Google makes by itself. */
export function createOrganization(file: OrganizationFile, now = Date.now): Organization {
  const root = `organizations/${file.organization.number}`;
  const organization: Organization = {
    number: file.organization.number,
    domain: file.organization.domain,
    settings: file,
    memberDomains: file.organization.policyMemberDomains,
    folders: new Map(),
    projects: new Map(),
    projectIds: new Map(),
    accounts: new Map(),
    accountIds: new Map(),
    groups: new Map(Object.entries(file.groups)),
    policies: new Map(),
    roles: new Map(),
    denyPolicies: new Map(),
    constraints: new Map(),
    constraintVersions: new Map(),
    constraintPasts: new Map(),
    customConstraints: new Map(),
    jobs: new Map(),
    operations: new Map(),
    secrets: new Map(),
    buckets: new Map(),
    securitySources: new Set(
      file.organization.securitySources.map((source) => `${root}/sources/${source}`),
    ),
    securityFindings: new Map(),
    deployed: new Map(),
    now,
  };
  declare(organization, root, file.organization);
  addRoles(organization, root, file.organization.roles);
  for (const { number, name, parent, ...rest } of file.folders) {
    if (parent !== undefined && !organization.folders.has(parent))
      throw new OrganizationFileUnusable(
        `Folder ${number} names ${parent} as its parent, which the organization file does not list before it.`,
      );
    const up = parent === undefined ? root : `folders/${parent}`;
    organization.folders.set(number, { number, parent: up, displayName: name });
    declare(organization, `folders/${number}`, rest);
  }
  for (const entry of file.projects) addFromFile(organization, entry);
  // What the file lists has long been there: nothing of it has yet to propagate.
  organization.constraintPasts.clear();
  for (const [id, account] of organization.accounts)
    organization.accounts.set(id, { ...account, created: 0 });
  return organization;
}

/** Makes a project with its default account and, where Cloud Run is enabled, its service agent, as Google does. */
export function addProject(
  organization: Organization,
  project: Omit<Project, 'created' | 'services'>,
  bindings: readonly Binding[] = [],
  services: readonly string[] = [CLOUD_RUN],
): Project {
  const made = { ...project, created: organization.now(), services: new Set(services) };
  organization.projects.set(project.id, made);
  organization.projectIds.set(project.number, project.id);
  addAccount(organization, project.id, computeEngineDefault(project.number), {
    displayName: 'Compute Engine default service account',
  });
  const agent = services.includes(CLOUD_RUN) ? [agentBinding(made)] : [];
  declare(organization, `projects/${project.id}`, { bindings: [...bindings, ...agent] });
  return made;
}

export function addAccount(
  organization: Organization,
  project: string,
  email: string,
  text: { readonly displayName?: string; readonly description?: string } = {},
): Account {
  const account: Account = {
    project,
    email,
    uniqueId: `1${randomDigits(20)}`,
    displayName: text.displayName ?? '',
    description: text.description ?? '',
    disabled: false,
    created: organization.now(),
    deleted: undefined,
  };
  const { uniqueId } = account;
  organization.accounts.set(uniqueId, account);
  const others = organization.accountIds.get(email) ?? [];
  organization.accountIds.set(email, [...others, uniqueId]);
  declare(organization, `serviceAccounts/${uniqueId}`, { bindings: [] });
  return account;
}

function addRoles(
  organization: Organization,
  parent: string,
  roles: Readonly<Record<string, readonly string[]>>,
): void {
  for (const [id, permissions] of Object.entries(roles))
    organization.roles.set(`${parent}/roles/${id}`, {
      title: id,
      description: '',
      stage: 'GA',
      permissions,
      etag: newEtag(),
      deleted: undefined,
    });
}

function addFromFile(organization: Organization, entry: ProjectEntry): void {
  const parent =
    entry.folder === undefined ? `organizations/${organization.number}` : `folders/${entry.folder}`;
  if (entry.folder !== undefined && !organization.folders.has(entry.folder))
    throw new OrganizationFileUnusable(
      `Project ${entry.id} names folder ${entry.folder}, which the organization file does not list under folders.`,
    );
  const { id, number, labels } = entry;
  const labelled = labels === undefined ? {} : { labels };
  const project = { id, number, parent, displayName: id, ...labelled };
  addProject(organization, project, entry.bindings, entry.services);
  addRoles(organization, `projects/${id}`, entry.roles);
  constrain(organization, `projects/${id}`, entry.policies);
  for (const account of entry.accounts)
    addAccount(organization, id, `${account}@${emailDomain(id)}.iam.gserviceaccount.com`);
  for (const [email, bindings] of Object.entries(entry.accountBindings)) {
    const account = [...organization.accounts.values()].find((one) => one.email === email);
    if (account === undefined)
      throw new OrganizationFileUnusable(
        `Project ${id} gives bindings to ${email} under accountBindings, but has no such account.`,
      );
    declare(organization, `serviceAccounts/${account.uniqueId}`, { bindings });
  }
  for (const { name, bindings } of entry.secrets) {
    organization.secrets.set(`projects/${id}/secrets/${name}`, {
      created: organization.now(),
      versions: [],
    });
    declare(organization, `projects/${id}/secrets/${name}`, { bindings });
  }
  for (const { name, bindings } of entry.buckets) {
    organization.buckets.set(name, { project: id, objects: new Map() });
    declare(organization, `projects/${id}/buckets/${name}`, { bindings });
  }
}

/** A domain-scoped project `example.com:batch` has accounts at `batch.example.com`. */
export function emailDomain(project: string): string {
  const [domain, id] = project.includes(':') ? project.split(':') : [undefined, project];
  return domain === undefined ? `${id}` : `${id}.${domain}`;
}

function declare(
  organization: Organization,
  name: string,
  entry: {
    readonly bindings: readonly Binding[];
    readonly policies?: Readonly<Record<string, 'enforced' | 'off'>>;
  },
): void {
  const policy = { version: 1, etag: newEtag(), bindings: [...entry.bindings] };
  organization.policies.set(name, [{ policy, since: 0 }]);
  constrain(organization, name, entry.policies ?? {});
}

function constrain(
  organization: Organization,
  name: string,
  policies: Readonly<Record<string, 'enforced' | 'off'>>,
): void {
  for (const [id, to] of Object.entries(policies))
    setConstraint(organization, name, id, to === 'enforced');
}

function randomDigits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('');
}
