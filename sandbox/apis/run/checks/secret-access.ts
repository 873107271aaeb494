import { ApiError } from '../../../http/api-error.ts';
import { allows } from '../../../organization/authorize.ts';
import { findProject } from '../../../organization/hierarchy.ts';
import type { Organization, Project } from '../../../organization/state.ts';
import type { V2TaskTemplate } from '../job-record.ts';

interface Wanted {
  readonly secret: string;
  readonly version: string;
}

/** Refuses a job whose account cannot read the secrets that its containers and volumes name. */
export function requireSecrets(
  organization: Organization,
  project: Project,
  task: V2TaskTemplate,
): void {
  for (const wanted of secretsOf(task)) requireSecret(organization, project, wanted, task);
}

function secretsOf({ containers = [], volumes = [] }: V2TaskTemplate): readonly Wanted[] {
  const variables = containers.flatMap(({ env = [] }) =>
    env.flatMap(({ valueSource }) => {
      const { secret, version } = valueSource?.secretKeyRef ?? {};
      return secret === undefined ? [] : [{ secret, version: version ?? 'latest' }];
    }),
  );
  const files = volumes.flatMap(({ secret }) => {
    const name = secret?.secret;
    if (name === undefined) return [];
    const versions = (secret?.items ?? []).map(({ version }) => version ?? 'latest');
    return (versions.length === 0 ? ['latest'] : versions).map((version) => ({
      secret: name,
      version,
    }));
  });
  return [...variables, ...files];
}

function requireSecret(
  organization: Organization,
  project: Project,
  { secret, version }: Wanted,
  { serviceAccount = '' }: V2TaskTemplate,
): void {
  const [, owner = project.id, id = secret] =
    /^projects\/([^/]+)\/secrets\/([^/]+)$/.exec(secret) ?? [];
  const home = findProject(organization, owner);
  const shown = `projects/${home?.number ?? owner}/secrets/${id}/versions/${version}`;
  const name = `projects/${home?.id ?? owner}/secrets/${id}`;
  if (home !== undefined && !organization.secrets.has(name))
    throw new ApiError('FAILED_PRECONDITION', `Secret ${shown} was not found.`);
  const target = {
    name,
    service: 'secretmanager.googleapis.com',
    type: 'secretmanager.googleapis.com/Secret',
    fullName: `//secretmanager.googleapis.com/projects/${home?.number ?? owner}/secrets/${id}`,
  };
  const member = `serviceAccount:${serviceAccount}`;
  if (allows(organization, member, 'secretmanager.versions.access', target)) return;
  throw new ApiError(
    'PERMISSION_DENIED',
    `Permission denied on secret: ${shown} for Revision service account ${serviceAccount}. The service account used must be granted the 'Secret Manager Secret Accessor' role (roles/secretmanager.secretAccessor) at the secret, project or higher level.`,
  );
}
