import { randomInt } from 'node:crypto';
import { computeEngineDefault } from '../../../shared/domain/service-account.ts';
import { audited } from '../../audit/audited.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import { isEnforced } from '../../organization/constraints.ts';
import { addProject } from '../../organization/create.ts';
import { findProject, lineage } from '../../organization/hierarchy.ts';
import type { Organization, Project } from '../../organization/state.ts';
import { nodeTarget } from '../../organization/targets.ts';
import { NO_PERMISSION } from './policies.ts';

export interface NewProject {
  readonly id: string;
  readonly displayName: string;
  /** `folders/N` or `organizations/N`; the organization when left out. */
  readonly parent: string | undefined;
  readonly labels: Readonly<Record<string, string>> | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** Makes a project whose creator owns it, and answers the operation that did; `view` is the project as that version shows it. */
export function createProject(
  call: Call,
  wanted: NewProject,
  version: 'v1' | 'v3',
  view: (project: Project) => Json,
): Json {
  const { organization } = call;
  const parent = wanted.parent ?? `organizations/${organization.number}`;
  const refusal = refusalOf(call, wanted, parent);
  const spec = {
    serviceName: 'cloudresourcemanager.googleapis.com',
    methodName: `${version === 'v1' ? '' : 'google.cloud.resourcemanager.v3.Projects.'}CreateProject`,
    resourceName: `projects/${wanted.id}`,
    resource: { type: 'project', labels: { project_id: wanted.id } },
    // A project that was not made has no log.
    parent: refusal === undefined ? `projects/${wanted.id}` : parent,
    request: {
      '@type': `type.googleapis.com/google.cloudresourcemanager.${version}.CreateProjectRequest`,
      project: { project_id: wanted.id, name: wanted.displayName, parent },
    },
  };
  const project = audited(call, spec, () => {
    if (refusal !== undefined) throw refusal;
    return view(make(call, wanted, parent));
  });
  const name = `operations/cp.${digits(19)}`;
  const type = `type.googleapis.com/google.cloudresourcemanager.${version}.Project`;
  const operation = { name, done: true, response: { '@type': type, ...project } };
  organization.operations.set(name, operation);
  return operation;
}

/** Why the project may not be made. Throws where there is no place whose log could tell of it. */
function refusalOf(call: Call, wanted: NewProject, parent: string): ApiError | undefined {
  try {
    checkParent(call, parent);
    checkId(call.organization, wanted.id);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && lineage(call.organization, parent).length > 0) return error;
    throw error;
  }
}

function checkParent(call: Call, parent: string): void {
  const [collection, id = ''] = parent.split('/');
  if (collection !== 'folders' && collection !== 'organizations')
    throw new ApiError(
      'INVALID_ARGUMENT',
      `The parent ${parent} is neither a folder nor an organization.`,
    );
  permit(call, 'resourcemanager.projects.create', nodeTarget(collection, id), {
    text: NO_PERMISSION,
  });
}

function checkId(organization: Organization, id: string): void {
  if (!/^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(id))
    throw new ApiError(
      'INVALID_ARGUMENT',
      'field [project_id] has issue [project_id must be 6 to 30 lowercase letters, digits, or hyphens. It must start with a letter. Trailing hyphens are prohibited.]',
    );
  if (organization.projects.has(id))
    throw new ApiError('ALREADY_EXISTS', 'Requested entity already exists');
}

function make(call: Call, { id, displayName, labels }: NewProject, parent: string): Project {
  const { organization, principal } = call;
  const number = freeNumber(organization);
  const account = `serviceAccount:${computeEngineDefault(number)}`;
  const constraint = 'iam.automaticIamGrantsForDefaultServiceAccounts';
  const automatic = isEnforced(organization, parent, constraint)
    ? []
    : [{ role: 'roles/editor', members: [account] }];
  return addProject(
    organization,
    {
      id,
      number,
      parent,
      displayName: displayName === '' ? id : displayName,
      ...(labels === undefined ? {} : { labels }),
    },
    [...automatic, { role: 'roles/owner', members: [principal] }],
  );
}

function freeNumber(organization: Organization): string {
  const number = digits(12);
  return findProject(organization, number) === undefined ? number : freeNumber(organization);
}

function digits(count: number): string {
  return `${randomInt(1, 10)}${Array.from({ length: count - 1 }, () => randomInt(10)).join('')}`;
}
