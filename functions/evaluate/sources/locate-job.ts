import { isProjectNumber, job, type Resource } from '../../../shared/domain/resource.ts';
import { agreedProject, type Mention } from './agreed-project.ts';
import { type IgnoredReading, ignored } from './ignored.ts';
import type { AuditEntry } from './log-entry.ts';

interface Located {
  readonly kind: 'located';
  readonly resource: Resource;
  readonly projectNumber: string | undefined;
}

interface Name {
  readonly project: string | undefined;
  readonly location: string | undefined;
  readonly job: string | undefined;
}

// v1 namespaces/P/jobs/J, v2 projects/P/locations/L/jobs/J, and the parents that a create may name instead.
const NAME =
  /^(?:\/\/run\.googleapis\.com\/)?(?:namespaces|projects)\/([^/]+)(?:\/locations\/([^/]+))?(?:\/jobs(?:\/([^/]+))?)?$/;
const LOG_NAME = /^projects\/([^/]+)\/logs\//;
// No legal part is longer; a length is checked before any pattern sees the text.
const LONGEST = 128;

/**
 * Which job the entry is about. Its project comes from what Logging and Cloud Run wrote (log name, resource labels,
 * resource name), which must agree; what the caller wrote may only complete location and name.
 */
export function locateJob(entry: AuditEntry): Located | IgnoredReading {
  const found = project(entry);
  if (found.kind === 'ignored') return found;
  const [nameMember, name] = first(names(entry, found.id));
  const [locationMember, location] = first(locations(entry, found.id));
  if (name === undefined) return ignored('no-resource', 'The entry names no job.');
  if (location === undefined) return ignored('no-resource', 'The entry names no location.');
  const legal = name.length <= LONGEST && location.length <= LONGEST;
  const resource = legal ? job(found.id, location, name) : undefined;
  return resource === undefined
    ? ignored(
        'illegal-name',
        `The location (${locationMember}) or the job's name (${nameMember}) could not be a real one.`,
      )
    : { kind: 'located', resource, projectNumber: found.number };
}

function project(
  entry: AuditEntry,
): { kind: 'project'; id: string; number: string | undefined } | IgnoredReading {
  const agreed = agreedProject([
    ['the log name', LOG_NAME.exec(entry.logName?.slice(0, 1024) ?? '')?.[1]],
    ['resource.labels.project_id', entry.resource?.labels?.project_id],
    ['the resource name', parse(entry.audit.resourceName).project],
  ]);
  if (agreed.kind === 'ignored') return agreed;
  const { id, number } = agreed;
  if (id !== undefined) return { kind: 'project', id, number };
  return ignored(
    'no-resource',
    number === undefined
      ? 'Neither log name, resource labels nor resource name say which project the entry is about.'
      : `The entry names its project only by the number ${number}.`,
  );
}

function names({ audit, resource }: AuditEntry, id: string): readonly Mention[] {
  const { request, response } = audit;
  return [
    ['resource.labels.job_name', resource?.labels?.job_name],
    ['the resource name', parse(audit.resourceName).job],
    // The metadata of an Operation is the job in v2's form, with its whole name.
    ['response.metadata.name', parse(response?.metadata?.name, id).job ?? response?.metadata?.name],
    ['response.name', parse(response?.name, id).job],
    ['request.name', parse(request?.name, id).job],
    ['request.jobId', request?.jobId ?? request?.job_id],
    ['request.job.metadata.name', request?.job?.metadata?.name],
    ['request.job.name', parse(request?.job?.name, id).job],
  ];
}

function locations({ audit, resource }: AuditEntry, id: string): readonly Mention[] {
  const { request, response } = audit;
  const label = 'cloud.googleapis.com/location';
  return [
    ['resource.labels.location', resource?.labels?.location],
    ['the resource name', parse(audit.resourceName).location],
    ['resourceLocation.currentLocations', audit.resourceLocation?.currentLocations?.[0]],
    ['response.metadata.labels', response?.metadata?.labels?.[label]],
    ['response.metadata.name', parse(response?.metadata?.name, id).location],
    ['response.name', parse(response?.name, id).location],
    ['request.region', request?.region],
    ['request.name', parse(request?.name, id).location],
    ['request.parent', parse(request?.parent, id).location],
    ['request.job.metadata.labels', request?.job?.metadata?.labels?.[label]],
    ['request.job.name', parse(request?.job?.name, id).location],
  ];
}

function first(mentions: readonly Mention[]): Mention {
  return mentions.find(([, text]) => text !== undefined && text !== '') ?? ['', undefined];
}

/** The parts of a resource name; none of them when it is a name in another project than `id`. */
function parse(text: string | undefined, id?: string): Name {
  const [, found, location, name] = NAME.exec((text ?? '').slice(0, 1024)) ?? [];
  const foreign =
    id !== undefined && found !== undefined && found !== id && !isProjectNumber(found);
  return foreign
    ? { project: undefined, location: undefined, job: undefined }
    : { project: found, location, job: name };
}
