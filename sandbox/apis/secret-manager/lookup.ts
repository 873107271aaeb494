import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import type { Target } from '../../organization/authorize.ts';
import { findProject } from '../../organization/hierarchy.ts';
import type { Organization, Secret, SecretVersion } from '../../organization/state.ts';

const SERVICE = 'secretmanager.googleapis.com';

/** A secret that the call's path names and its caller may use so. */
export interface FoundSecret {
  /** `projects/ID/secrets/NAME`, as policies and secrets are kept under. */
  readonly key: string;
  /** `projects/NUMBER/secrets/NAME`, as Google answers. */
  readonly shown: string;
  readonly secret: Secret;
  readonly target: Target;
}

/** Where the path's secret is, whether it exists or not. */
export function secretTarget({ organization, params }: Call): Target & { readonly shown: string } {
  const { project: asked = '', secret: id = '' } = params;
  const project = findProject(organization, asked);
  const name = `projects/${project?.id ?? asked}/secrets/${id}`;
  const shown = `projects/${project?.number ?? asked}/secrets/${id}`;
  const fullName = `//${SERVICE}/${shown}`;
  return { name, service: SERVICE, type: `${SERVICE}/Secret`, fullName, shown };
}

/** The path's secret. Throws 403 for whoever lacks the permission, whether it is there or not, and 404. */
export function permittedSecret(call: Call, permission: string): FoundSecret {
  const { shown, ...target } = secretTarget(call);
  permitOnSecret(call, permission, target, shown);
  const secret = call.organization.secrets.get(target.name);
  if (secret === undefined) throw new ApiError('NOT_FOUND', `Secret [${shown}] not found.`);
  return { key: target.name, shown, secret, target };
}

/** The path's version by its number, or the newest as `latest`; refused the same way. */
export function permittedVersion(
  call: Call,
  permission: string,
): FoundSecret & { readonly number: number; readonly version: SecretVersion } {
  const { shown, ...secretOnly } = secretTarget(call);
  const { version: asked = '' } = call.params;
  const target = {
    ...secretOnly,
    type: `${SERVICE}/SecretVersion`,
    fullName: `${secretOnly.fullName}/versions/${asked}`,
  };
  const path = `${shown}/versions/${asked}`;
  permitOnSecret(call, permission, target, path);
  if (asked !== 'latest' && !/^[1-9]\d{0,8}$/.test(asked))
    throw new ApiError(
      'INVALID_ARGUMENT',
      `The provided Secret Version ID [${path}] does not match the expected format [projects/*/secrets/*/versions/*]`,
    );
  const secret = call.organization.secrets.get(target.name);
  const number = asked === 'latest' ? (secret?.versions.length ?? 0) : Number(asked);
  const version = secret?.versions[number - 1];
  if (secret !== undefined && version !== undefined)
    return { key: target.name, shown, secret, target, number, version };
  if (secret === undefined || asked === 'latest')
    throw new ApiError('NOT_FOUND', `Secret [${shown}] not found or has no versions.`);
  throw new ApiError('NOT_FOUND', `Secret Version [${path}] not found.`);
}

/** The project that the path names, for whoever may. */
export function permittedProject(
  call: Call,
  permission: string,
): { readonly id: string; readonly number: string } {
  const project = findProject(call.organization, call.params['project'] ?? '');
  const asked = call.params['project'] ?? '';
  const service = 'cloudresourcemanager.googleapis.com';
  const name = `projects/${project?.id ?? asked}`;
  const target = { name, service, type: `${service}/Project`, fullName: `//${service}/${name}` };
  permitOnSecret(call, permission, target, `projects/${asked}`);
  if (project === undefined) throw new Error(`Permitted to use ${asked}, which does not exist.`);
  return project;
}

export function secretView(shown: string, { created }: Secret): Readonly<Record<string, unknown>> {
  return {
    name: shown,
    replication: { automatic: {} },
    createTime: new Date(created).toISOString(),
  };
}

/** Every secret of the project, by its name within it. */
export function secretsIn(
  { secrets }: Organization,
  project: string,
): readonly (readonly [id: string, Secret])[] {
  const prefix = `projects/${project}/secrets/`;
  return [...secrets]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, secret]) => [name.slice(prefix.length), secret] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function permitOnSecret(call: Call, permission: string, target: Target, shownAs: string): void {
  permit(call, permission, target, {
    shownAs,
    domain: SERVICE,
    text: `Permission '${permission}' denied for resource '${shownAs}' (or it may not exist).`,
  });
}
