import { isProjectId, isProjectNumber } from '../../../shared/domain/resource.ts';
import type { Concerned } from './access-change.ts';
import { agreedProject } from './agreed-project.ts';
import { type IgnoredReading, ignored } from './ignored.ts';
import type { AuditEntry } from './log-entry.ts';

interface Node {
  readonly collection: 'projects' | 'folders' | 'organizations';
  readonly id: string;
}

// The node itself, or a policy or custom role of it.
const NAME =
  /^(?:\/\/[a-z]+\.googleapis\.com\/)?(projects|folders|organizations)\/([^/]{1,128})(?:\/(?:policies|roles)\/[^/]{1,256})?$/;
const DENY_POLICY =
  /^(?:\/\/iam\.googleapis\.com\/)?policies\/cloudresourcemanager\.googleapis\.com\/(projects|folders|organizations)\/([^/]{1,128})(?:\/denypolicies(?:\/[^/]{1,128})?)?(?:\/operations\/[^/]{1,128})?$/;
const LOG_NAME = /^(projects|folders|organizations)\/([^/]{1,128})\/logs\//;
const LONGEST = 1024;
/** Widest first: a node's entries stand in its own log, or in that of something above it. */
const WIDTH = ['organizations', 'folders', 'projects'] as const;

/**
 * The project, folder or organization that the entry is about, by its resource name, else by its labels. The names of
 * it must agree, and the log must be its own or a wider one.
 */
export function locatePlace(entry: AuditEntry): Concerned | IgnoredReading {
  const labels = entry.resource?.labels;
  const log = nodeIn(LOG_NAME, entry.logName);
  const found =
    nodeIn(NAME, entry.audit.resourceName) ??
    nodeIn(DENY_POLICY, decoded(entry.audit.resourceName)) ??
    labelled('projects', labels?.project_id) ??
    labelled('folders', labels?.folder_id) ??
    labelled('organizations', labels?.organization_id);
  if (found === undefined)
    return ignored('no-resource', 'The entry names no project, folder or organization.');
  const { collection, id } = found;
  const kind = collection.slice(0, -1);
  const legal =
    collection === 'projects' ? isProjectId(id) || isProjectNumber(id) : /^\d{1,19}$/.test(id);
  if (!legal) return ignored('illegal-name', `The ${kind} could not be a real one.`);
  if (log !== undefined && WIDTH.indexOf(log.collection) > WIDTH.indexOf(collection))
    return ignored(
      'project-mismatch',
      `The entry is about ${collection}/${id} and stands in the log of a ${log.collection.slice(0, -1)}.`,
    );
  const ofLog = log?.collection === collection ? log.id : undefined;
  if (collection === 'projects') return project(id, labels?.project_id, ofLog);
  const label = collection === 'folders' ? labels?.folder_id : labels?.organization_id;
  return [label, ofLog].some((one) => one !== undefined && one !== '' && one !== id)
    ? ignored('project-mismatch', `The entry disagrees with itself on the ${kind} ${id}.`)
    : { kind: 'concerned', scope: { kind: 'place', name: `${collection}/${id}` } };
}

function project(
  name: string,
  label: string | undefined,
  log: string | undefined,
): Concerned | IgnoredReading {
  const agreed = agreedProject([
    ['the log name', log],
    ['resource.labels.project_id', label],
    ['the resource name', name],
  ]);
  if (agreed.kind === 'ignored') return agreed;
  const { id, number } = agreed;
  return {
    kind: 'concerned',
    scope: { kind: 'place', name: `projects/${id ?? number}` },
    ...(id === undefined || number === undefined ? {} : { project: { id, number } }),
  };
}

function nodeIn(pattern: RegExp, text: string | undefined): Node | undefined {
  const [, collection, id] = pattern.exec((text ?? '').slice(0, LONGEST)) ?? [];
  return id === undefined ? undefined : labelled(collection as Node['collection'], id);
}

function labelled(collection: Node['collection'], id: string | undefined): Node | undefined {
  return id === undefined || id === '' ? undefined : { collection, id };
}

/** A deny policy's name holds that of its attachment point URL-encoded, by some clients twice. */
function decoded(text: string | undefined): string {
  return (text ?? '')
    .slice(0, LONGEST)
    .replace(/%25/g, '%')
    .replace(/%2f/gi, '/')
    .replace(/%3a/gi, ':');
}
