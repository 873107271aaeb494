import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import type { Target } from '../../organization/authorize.ts';
import { findProject } from '../../organization/hierarchy.ts';

type Json = Readonly<Record<string, unknown>>;

/** A part of Bailiff's deployment that is read: where it is, and the permission that it takes. */
export interface Part {
  /** As the API names it, by the project's id. */
  readonly name: string;
  readonly service: string;
  readonly permission: string;
}

/** The path behind `/vN/`, with the project's id in place of its number. */
export function partName(call: Call, rest: string): string {
  const { project = '' } = call.params;
  return `projects/${findProject(call.organization, project)?.id ?? project}/${rest}`;
}

/** Answers the part to who may read it; 404 where there is none. */
export function readPart(call: Call, part: Part): Json {
  permitPart(call, part);
  const found = call.organization.deployed.get(part.name);
  if (found !== undefined) return found;
  throw new ApiError('NOT_FOUND', `Resource not found (resource=${part.name}).`);
}

export function permitPart(call: Call, { name, service, permission }: Part): void {
  const target: Target = {
    name,
    service,
    type: `${service}/Resource`,
    fullName: `//${service}/${name}`,
  };
  permit(call, permission, target);
}
