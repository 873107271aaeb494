import { findProject, lineage } from '../../organization/hierarchy.ts';
import type { Organization } from '../../organization/state.ts';
import type { NodeCollection } from '../../organization/targets.ts';

export const JOB_TYPE = 'run.googleapis.com/Job';
const NODE = '//cloudresourcemanager.googleapis.com';

/**
 * One result of a search, for a key of `organization.jobs`.
 * https://cloud.google.com/asset-inventory/docs/reference/rest/v1/TopLevel/searchAllResources#ResourceSearchResult
 */
export function jobAsset(
  organization: Organization,
  key: string,
): Readonly<Record<string, unknown>> {
  const [, id = '', , location, , job] = key.split('/');
  const project = findProject(organization, id);
  const above = lineage(organization, `projects/${id}`);
  const folders = above.filter((name) => name.startsWith('folders/'));
  const { labels, createTime, updateTime } = organization.jobs.get(key)?.body ?? {};
  return {
    name: `//run.googleapis.com/${key}`,
    assetType: JOB_TYPE,
    project: `projects/${project?.number ?? id}`,
    ...(folders.length > 0 ? { folders } : {}),
    organization: above.find((name) => name.startsWith('organizations/')),
    displayName: job,
    location,
    ...(labels === undefined ? {} : { labels }),
    ...(createTime === undefined ? {} : { createTime: toSeconds(createTime) }),
    ...(updateTime === undefined ? {} : { updateTime: toSeconds(updateTime) }),
    parentFullResourceName: `${NODE}/projects/${id}`,
    parentAssetType: 'cloudresourcemanager.googleapis.com/Project',
  };
}

/** Whether a key of `organization.jobs` lies at or below the node; asked of each project once. */
export function isInScope(
  organization: Organization,
  collection: NodeCollection,
  id: string,
): (key: string) => boolean {
  const own = collection === 'projects' ? findProject(organization, id)?.id : id;
  const node = `${collection}/${own}`;
  const known = new Map<string, boolean>();
  return (key) => {
    const project = key.slice(0, key.indexOf('/', 'projects/'.length));
    const inside = known.get(project) ?? lineage(organization, project).includes(node);
    known.set(project, inside);
    return inside;
  };
}

/** The inventory keeps no fractions of a second. */
function toSeconds(time: string): string {
  return time.replace(/\.\d+/, '');
}
