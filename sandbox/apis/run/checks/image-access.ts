import { ApiError } from '../../../http/api-error.ts';
import type { Call } from '../../../http/call.ts';
import { allows } from '../../../organization/authorize.ts';
import { findProject } from '../../../organization/hierarchy.ts';
import type { V2TaskTemplate } from '../job-record.ts';

const ARTIFACT_REGISTRY = /^([a-z0-9-]+)-docker\.pkg\.dev\/([^/]+)\/([^/]+)\//;
const PERMISSION = 'artifactregistry.repositories.downloadArtifacts';

/** Refuses an image that the caller may not read. Those outside the organization's projects are public here. */
export function requireImages(call: Call, { containers = [] }: V2TaskTemplate): void {
  for (const { image = '' } of containers) {
    const [, location, owner = '', repository] = ARTIFACT_REGISTRY.exec(image) ?? [];
    const project = findProject(call.organization, owner);
    if (project === undefined) continue;
    const name = `projects/${project.id}/locations/${location}/repositories/${repository}`;
    const target = {
      name,
      service: 'artifactregistry.googleapis.com',
      type: 'artifactregistry.googleapis.com/Repository',
      fullName: `//artifactregistry.googleapis.com/${name}`,
    };
    if (allows(call.organization, call.principal, PERMISSION, target)) continue;
    throw new ApiError(
      'PERMISSION_DENIED',
      `Permission '${PERMISSION}' denied on resource '${target.fullName}' (or it may not exist).`,
    );
  }
}
