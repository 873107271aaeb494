import { z } from 'zod';
import { type Call, type Route, route } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import { allows } from '../../organization/authorize.ts';
import { findProject, lineage } from '../../organization/hierarchy.ts';
import type { Organization, Project } from '../../organization/state.ts';
import { nodeTarget } from '../../organization/targets.ts';
import { pageOf, pageRequest, takePage } from '../page.ts';
import { integer, readBody } from '../read-body.ts';
import { organizationView, projectV1 } from './nodes.ts';
import { NO_PERMISSION } from './policies.ts';
import { createProject } from './project-create.ts';
import { searchTerms } from './search-terms.ts';

const CreateBody = z.strictObject({
  projectId: z.string().default(''),
  name: z.string().default(''),
  parent: z.strictObject({ type: z.string(), id: z.string() }).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  projectNumber: z.string().optional(),
  lifecycleState: z.string().optional(),
  createTime: z.string().optional(),
});
const NoBody = z.strictObject({});
const SearchBody = z.strictObject({
  filter: z.string().default(''),
  pageSize: integer.default(0),
  pageToken: z.string().default(''),
});

const getProject: Route['handle'] = (call) => projectV1(permittedProject(call));

const listProjects: Route['handle'] = (call) => {
  const filter = call.query.get('filter') ?? '';
  const known = [
    'id',
    'projectId',
    'name',
    'projectNumber',
    'lifecycleState',
    'parent.type',
    'parent.id',
  ];
  const found = searchTerms(filter, known);
  const visible = visibleProjects(call).filter((project) => found(searchable(project)));
  const { items, ...next } = takePage(visible, (one) => one.id, pageRequest(call.query, 500, 500));
  return { ...(items.length > 0 ? { projects: items.map(projectV1) } : {}), ...next };
};

const create: Route['handle'] = (call) => {
  const { projectId, name, parent, labels } = readBody(call, CreateBody);
  const above = parent === undefined ? undefined : `${parent.type}s/${parent.id}`;
  const wanted = { id: projectId, displayName: name, parent: above, labels };
  return createProject(call, wanted, 'v1', projectV1);
};

const getAncestry: Route['handle'] = (call) => {
  readBody(call, NoBody);
  const { id } = permittedProject(call);
  const ancestor = lineage(call.organization, `projects/${id}`).map((name) => {
    const [collection = '', own] = name.split('/');
    return { resourceId: { type: collection.replace(/s$/, ''), id: own } };
  });
  return { ancestor };
};

const getOrganization: Route['handle'] = (call) => {
  const target = nodeTarget('organizations', call.params['organization'] ?? '');
  permit(call, 'resourcemanager.organizations.get', target, { text: NO_PERMISSION });
  return organizationView(call.organization, 'v1');
};

const searchOrganizations: Route['handle'] = (call) => {
  const { filter, pageSize, pageToken } = readBody(call, SearchBody);
  const found = searchTerms(filter, ['domain', 'name']);
  const seen = visibleOrganization(call).filter(({ number, domain }) =>
    found({ name: `organizations/${number}`, domain }),
  );
  const { items, ...next } = takePage(
    seen,
    (one) => one.number,
    pageOf(pageSize, pageToken, 50, 500),
  );
  const organizations = items.map((one) => organizationView(one, 'v1'));
  return { ...(items.length > 0 ? { organizations } : {}), ...next };
};

/** The project that the path names, for who may read it; the refusal does not tell missing from hidden. */
export function permittedProject(call: Call): Project {
  const asked = call.params['project'] ?? '';
  const target = nodeTarget('projects', asked);
  permit(call, 'resourcemanager.projects.get', target, { text: NO_PERMISSION });
  const project = findProject(call.organization, asked);
  if (project === undefined) throw new Error(`Permitted to read ${asked}, which does not exist.`);
  return project;
}

/** Searches never refuse: they leave out what the caller may not see. */
export function visibleProjects(call: Call): readonly Project[] {
  return [...call.organization.projects.values()].filter(({ id }) =>
    allows(
      call.organization,
      call.principal,
      'resourcemanager.projects.get',
      nodeTarget('projects', id),
    ),
  );
}

export function visibleOrganization(call: Call): readonly Organization[] {
  const target = nodeTarget('organizations', call.organization.number);
  const permission = 'resourcemanager.organizations.get';
  return allows(call.organization, call.principal, permission, target) ? [call.organization] : [];
}

function searchable(project: Project): Readonly<Record<string, string>> {
  const [type = '', id = ''] = project.parent.split('/');
  return {
    id: project.id,
    projectId: project.id,
    name: project.displayName,
    projectNumber: project.number,
    lifecycleState: 'ACTIVE',
    'parent.type': type.replace(/s$/, ''),
    'parent.id': id,
  };
}

/** https://cloud.google.com/resource-manager/reference/rest/v1/projects, as gcloud still uses it. */
export const resourceManagerV1Routes: readonly Route[] = [
  route('GET', '/v1/projects', listProjects),
  route('POST', '/v1/projects', create),
  route('GET', '/v1/projects/{project}', getProject),
  route('POST', '/v1/projects/{project}:getAncestry', getAncestry),
  route('GET', '/v1/organizations/{organization}', getOrganization),
  route('POST', '/v1/organizations:search', searchOrganizations),
];
