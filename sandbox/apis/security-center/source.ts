import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import { nodeTarget } from '../../organization/targets.ts';

const SERVICE = 'securitycenter.googleapis.com';

/** `organizations/N/sources/M` of the call, for who holds the permission on it or on its organization. */
export function permittedSource(call: Call, permission: string): string {
  const { organization = '', source = '', location = 'global' } = call.params;
  const name = `organizations/${organization}/sources/${source}`;
  const target = { ...nodeTarget('organizations', organization), name };
  permit(call, permission, target, {
    shownAs: `//${SERVICE}/${name}`,
    domain: SERVICE,
    type: 'DATA_WRITE',
  });
  const known = call.organization.securitySources.has(name);
  if (!known || location !== 'global') throw notFound();
  return name;
}

export function notFound(): ApiError {
  return new ApiError('NOT_FOUND', 'Requested entity was not found.');
}
