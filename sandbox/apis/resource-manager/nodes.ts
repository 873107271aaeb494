import { findProject } from '../../organization/hierarchy.ts';
import type { Folder, Organization, Project } from '../../organization/state.ts';

type Json = Readonly<Record<string, unknown>>;

/** Resource Manager's older shape: https://cloud.google.com/resource-manager/reference/rest/v1/projects */
export function projectV1(project: Project): Json {
  const [type = '', id] = project.parent.split('/');
  return {
    projectNumber: project.number,
    projectId: project.id,
    lifecycleState: 'ACTIVE',
    name: project.displayName,
    createTime: new Date(project.created).toISOString(),
    ...labelsOf(project),
    parent: { type: type.replace(/s$/, ''), id },
  };
}

export function projectV3(project: Project): Json {
  const time = new Date(project.created).toISOString();
  return {
    name: `projects/${project.number}`,
    parent: project.parent,
    projectId: project.id,
    state: 'ACTIVE',
    displayName: project.displayName,
    createTime: time,
    updateTime: time,
    ...labelsOf(project),
  };
}

/** Folders of v2 and v3 differ in one name: `lifecycleState` and `state`. */
export function folderView(folder: Folder, version: 'v2' | 'v3'): Json {
  return {
    name: `folders/${folder.number}`,
    parent: folder.parent,
    displayName: folder.displayName,
    [version === 'v2' ? 'lifecycleState' : 'state']: 'ACTIVE',
  };
}

/** Organizations of v1 and v3; the directory that a real one belongs to does not exist here. */
export function organizationView(organization: Organization, version: 'v1' | 'v3'): Json {
  return {
    name: `organizations/${organization.number}`,
    displayName: organization.domain,
    [version === 'v1' ? 'lifecycleState' : 'state']: 'ACTIVE',
  };
}

/** The relative name under which a node's policies are kept: project numbers become ids. */
export function nodeName(organization: Organization, collection: string, id: string): string {
  const project = collection === 'projects' ? findProject(organization, id) : undefined;
  return `${collection}/${project?.id ?? id}`;
}

/** The monitored resource of a node in audit entries. */
export function nodeResource(name: string): {
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
} {
  const [collection = '', id = ''] = name.split('/');
  const type = collection.replace(/s$/, '');
  return { type, labels: { [`${type}_id`]: id } };
}

function labelsOf(project: Project): Json {
  return project.labels === undefined ? {} : { labels: project.labels };
}
