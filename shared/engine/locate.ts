import type { ProjectFacts } from '../domain/subject.ts';
import { ProjectUnread } from './project-unread.ts';

/** What locating a project reads. */
export interface ProjectReaders {
  /** `organizations/N`: Bailiff's own. */
  readonly organization: string;
  readonly projects: {
    get(idOrNumber: string): Promise<Pick<ProjectFacts, 'id' | 'number' | 'labels'> | undefined>;
    ancestors(id: string): Promise<readonly string[]>;
    holdsOnOrganization(
      organization: string,
      permissions: readonly string[],
    ): Promise<readonly string[]>;
  };
}

export type Located =
  | { readonly kind: 'inside'; readonly project: ProjectFacts }
  | { readonly kind: 'outside-organization' };

const GET = 'resourcemanager.projects.get';

/**
 * The project by id or number, if it is the organization's. One that cannot be read, twice, is taken for a stranger's
 * only while Bailiff may read every project of its own; throws ProjectUnread otherwise, since the event may be real.
 */
export async function locate(project: string, readers: ProjectReaders): Promise<Located> {
  const { organization, projects } = readers;
  const found = (await projects.get(project)) ?? (await again(project, readers));
  if (found === undefined) return { kind: 'outside-organization' };
  const ancestors = await projects.ancestors(found.id);
  if (ancestors.at(-1) !== organization) return { kind: 'outside-organization' };
  const { id, number, labels } = found;
  const labelled = labels === undefined ? {} : { labels };
  return { kind: 'inside', project: { id, number, ancestors, ...labelled } };
}

/** A refusal that passes by itself would lose the event for good. */
async function again(project: string, { organization, projects }: ProjectReaders) {
  const held = await projects.holdsOnOrganization(organization, [GET]);
  if (!held.includes(GET)) throw new ProjectUnread(project, organization, GET);
  return projects.get(project);
}
