/** What Bailiff judges. Services and worker pools carry the same identity fields and come later. */
type ResourceKind = 'job';

/** One Cloud Run resource, by project **id** (never the number), so that one thing has one name. */
export interface Resource {
  readonly kind: ResourceKind;
  readonly project: string;
  readonly location: string;
  readonly name: string;
}

/** `//run.googleapis.com/projects/P/locations/L/jobs/J`, the canonical key of a resource. */
export type FullResourceName = string & { readonly __brand: 'FullResourceName' };

const COLLECTION = { job: 'jobs' } as const satisfies Record<ResourceKind, string>;

// A project id may be domain-scoped (example.com:proj); a number is accepted only where callers say so.
const PROJECT = /^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/;
const LOCATION = /^[a-z]+(?:-[a-z]+)*\d*$/;
const NAME = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const FULL_NAME =
  /^(?:\/\/run\.googleapis\.com\/)?projects\/([^/]+)\/locations\/([^/]+)\/jobs\/([^/]+)$/;

export function fullResourceName(resource: Resource): FullResourceName {
  return `//run.googleapis.com/${relativeName(resource)}` as FullResourceName;
}

/** `projects/P/locations/L/jobs/J`: the name in the Cloud Run Admin API v2. */
export function relativeName(resource: Resource): string {
  const { project, location, name } = resource;
  return `projects/${project}/locations/${location}/${COLLECTION[resource.kind]}/${name}`;
}

/** Reads a full or relative name; `undefined` when any part could not be a real one. */
export function parseResource(text: string): Resource | undefined {
  const [, project, location, name] = FULL_NAME.exec(text) ?? [];
  if (project === undefined || location === undefined || name === undefined) return undefined;
  return job(project, location, name);
}

/** The same for a job as Cloud Asset Inventory lists it: with its project's id or number, whichever that is. */
export function parseListedJob(text: string): Resource | undefined {
  const [, project = '', location = '', name = ''] = FULL_NAME.exec(text) ?? [];
  if (!isProjectNumber(project)) return job(project, location, name);
  // The number stands for an id that only the project itself tells.
  const legal = job('a-project', location, name);
  return legal === undefined ? undefined : { ...legal, project };
}

/** A job from its three parts, or `undefined` when one of them is not legal: the parts come from strangers. */
export function job(project: string, location: string, name: string): Resource | undefined {
  if (!PROJECT.test(project) || !LOCATION.test(location) || !NAME.test(name)) return undefined;
  return { kind: 'job', project, location, name };
}

export function isProjectId(text: string): boolean {
  return PROJECT.test(text);
}

export function isProjectNumber(text: string): boolean {
  return /^\d{6,19}$/.test(text);
}
