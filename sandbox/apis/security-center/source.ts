import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import { nodeTarget } from '../../organization/targets.ts';

const SERVICE = 'securitycenter.googleapis.com';

/** `organizations/N/sources/M` of the call, for who holds the permission; sources inherit their organization's policy. */
export function permittedSource(call: Call, permission: string): string {
  const { organization = '', source = '' } = call.params;
  const name = `organizations/${organization}/sources/${source}`;
  permit(call, permission, nodeTarget('organizations', organization), {
    shownAs: `//${SERVICE}/${name}`,
    domain: SERVICE,
    type: 'DATA_WRITE',
  });
  const known = call.organization.securitySources.has(name);
  if (!known || call.params['location'] !== 'global') throw notFound();
  return name;
}

export function notFound(): ApiError {
  return new ApiError('NOT_FOUND', 'Requested entity was not found.');
}
