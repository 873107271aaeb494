import { z } from 'zod';
import { type Route, route } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import type { Project } from '../../organization/state.ts';
import { nodeTarget } from '../../organization/targets.ts';
import { type PageRequest, pageRequest, takePage } from '../page.ts';
import { readBody } from '../read-body.ts';
import { permitList } from './folders.ts';
import { organizationView, projectV3 } from './nodes.ts';
import { NO_PERMISSION } from './policies.ts';
import { createProject } from './project-create.ts';
import { searchTerms } from './search-terms.ts';
import { permittedProject, visibleOrganization, visibleProjects } from './v1.ts';

const CreateBody = z.strictObject({
  projectId: z.string().default(''),
  displayName: z.string().default(''),
  parent: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  name: z.string().optional(),
});

const getProject: Route['handle'] = (call) => projectV3(permittedProject(call));

const create: Route['handle'] = (call) => {
  const { projectId, displayName, parent, labels } = readBody(call, CreateBody);
  return createProject(call, { id: projectId, displayName, parent, labels }, 'v3', projectV3);
};

const listProjects: Route['handle'] = (call) => {
  const parent = call.query.get('parent') ?? '';
  permitList(call, 'resourcemanager.projects.list', parent);
  const below = [...call.organization.projects.values()].filter((one) => one.parent === parent);
  return answer(below, pageRequest(call.query, 100, 300));
};

const searchProjects: Route['handle'] = (call) => {
  const known = ['id', 'projectId', 'name', 'displayName', 'projectNumber', 'state', 'parent'];
  const matches = searchTerms(call.query.get('query') ?? '', known);
  const seen = visibleProjects(call).filter((project) => matches(searchable(project)));
  return answer(seen, pageRequest(call.query, 100, 500));
};

const getOrganization: Route['handle'] = (call) => {
  const target = nodeTarget('organizations', call.params['organization'] ?? '');
  permit(call, 'resourcemanager.organizations.get', target, { text: NO_PERMISSION });
  return organizationView(call.organization, 'v3');
};

const searchOrganizations: Route['handle'] = (call) => {
  const matches = searchTerms(call.query.get('query') ?? '', ['domain', 'name']);
  const seen = visibleOrganization(call).filter(({ number, domain }) =>
    matches({ name: `organizations/${number}`, domain }),
  );
  const organizations = seen.map((one) => organizationView(one, 'v3'));
  return organizations.length > 0 ? { organizations } : {};
};

function answer(projects: readonly Project[], request: PageRequest) {
  const { items, ...next } = takePage(projects, (one) => one.id, request);
  return { ...(items.length > 0 ? { projects: items.map(projectV3) } : {}), ...next };
}

function searchable({
  id,
  number,
  displayName,
  parent,
}: Project): Readonly<Record<string, string>> {
  return {
    id,
    projectId: id,
    name: displayName,
    displayName,
    projectNumber: number,
    state: 'ACTIVE',
    parent,
  };
}

/** https://cloud.google.com/resource-manager/reference/rest/v3/projects */
export const resourceManagerV3Routes: readonly Route[] = [
  route('GET', '/v3/projects', listProjects),
  route('POST', '/v3/projects', create),
  route('GET', '/v3/projects/{project}', getProject),
  route('GET', '/v3/projects:search', searchProjects),
  route('GET', '/v3/organizations/{organization}', getOrganization),
  route('GET', '/v3/organizations:search', searchOrganizations),
];
