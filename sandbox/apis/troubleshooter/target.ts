import { ApiError } from '../../http/api-error.ts';
import type { Target } from '../../organization/authorize.ts';
import { findAccount, findProject } from '../../organization/hierarchy.ts';
import type { Organization } from '../../organization/state.ts';
import { accountTarget, nodeTarget } from '../../organization/targets.ts';

const FULL_NAME = /^\/\/([a-z]+\.googleapis\.com)\/(.+)$/;
const TYPES: Readonly<Record<string, string>> = {
  jobs: 'Job',
  secrets: 'Secret',
  serviceAccounts: 'ServiceAccount',
  services: 'Service',
};

/**
 * What a full resource name stands for, with the project's id for its number. A service account that does not exist
 * keeps its name under the project, where no policy is known.
 * https://cloud.google.com/iam/docs/full-resource-names
 */
export function targetOf(organization: Organization, fullResourceName: string): Target {
  const [, service = '', path = ''] = FULL_NAME.exec(fullResourceName) ?? [];
  const [collection, id = '', ...inside] = path.split('/');
  if (collection === 'folders' || collection === 'organizations') return nodeTarget(collection, id);
  if (collection !== 'projects' || id === '')
    throw new ApiError(
      'INVALID_ARGUMENT',
      `The full resource name "${fullResourceName}" is not valid. One of a service account reads //iam.googleapis.com/projects/PROJECT/serviceAccounts/EMAIL.`,
    );
  const project = findProject(organization, id)?.id ?? id;
  if (inside.length === 0) return nodeTarget('projects', project);
  const kind = inside.at(-2) ?? '';
  const account =
    kind === 'serviceAccounts' ? findAccount(organization, inside.at(-1) ?? '') : undefined;
  if (account !== undefined) return accountTarget(account);
  const name = ['projects', project, ...inside].join('/');
  return {
    name,
    service,
    type: `${service}/${TYPES[kind] ?? kind}`,
    fullName: `//${service}/${name}`,
  };
}

/** The full name and the permission that reading the policy of a relative name takes; `undefined` where none is known. */
export function policyHolder(
  organization: Organization,
  name: string,
  asked: Target,
): { readonly target: Target; readonly permission: string | undefined } {
  if (name === asked.name) return { target: asked, permission: readingPermission(asked) };
  const [collection = '', id = ''] = name.split('/');
  const account = collection === 'serviceAccounts' ? organization.accounts.get(id) : undefined;
  const node = collection === 'folders' || collection === 'organizations' ? collection : 'projects';
  const target = account === undefined ? nodeTarget(node, id) : accountTarget(account);
  return { target, permission: readingPermission(target) };
}

function readingPermission({ name, type }: Target): string | undefined {
  switch (type) {
    case 'cloudresourcemanager.googleapis.com/Project':
      return 'resourcemanager.projects.getIamPolicy';
    case 'cloudresourcemanager.googleapis.com/Folder':
      return 'resourcemanager.folders.getIamPolicy';
    case 'cloudresourcemanager.googleapis.com/Organization':
      return 'resourcemanager.organizations.getIamPolicy';
    case 'iam.googleapis.com/ServiceAccount':
      // A name under its project is that of an account which does not exist.
      return name.startsWith('projects/') ? undefined : 'iam.serviceAccounts.getIamPolicy';
    case 'secretmanager.googleapis.com/Secret':
      return 'secretmanager.secrets.getIamPolicy';
    case 'run.googleapis.com/Job':
      return 'run.jobs.getIamPolicy';
    case 'run.googleapis.com/Service':
      return 'run.services.getIamPolicy';
    default:
      return undefined;
  }
}
