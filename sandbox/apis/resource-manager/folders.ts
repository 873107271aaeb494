import { z } from 'zod';
import { type Call, type Route, route } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import { allows } from '../../organization/authorize.ts';
import type { Folder } from '../../organization/state.ts';
import { type NodeCollection, nodeTarget } from '../../organization/targets.ts';
import { type PageRequest, pageOf, pageRequest, takePage } from '../page.ts';
import { integer, readBody } from '../read-body.ts';
import { folderView } from './nodes.ts';
import { NO_PERMISSION } from './policies.ts';
import { searchTerms } from './search-terms.ts';

type Version = 'v2' | 'v3';
type Json = Readonly<Record<string, unknown>>;

const SearchBody = z.strictObject({
  query: z.string().default(''),
  pageSize: integer.default(0),
  pageToken: z.string().default(''),
});

function getFolder(version: Version): Route['handle'] {
  return (call) => {
    const { folder: number = '' } = call.params;
    const target = nodeTarget('folders', number);
    permit(call, 'resourcemanager.folders.get', target, { text: NO_PERMISSION });
    const folder = call.organization.folders.get(number);
    if (folder === undefined)
      throw new Error(`Permitted to read folder ${number}, which does not exist.`);
    return folderView(folder, version);
  };
}

function listFolders(version: Version): Route['handle'] {
  return (call) => {
    const parent = call.query.get('parent') ?? '';
    permitList(call, 'resourcemanager.folders.list', parent);
    const below = [...call.organization.folders.values()].filter((one) => one.parent === parent);
    return answer(below, pageRequest(call.query, 100, 300), version);
  };
}

const searchV2: Route['handle'] = (call) => {
  const { query, pageSize, pageToken } = readBody(call, SearchBody);
  return answer(found(call, query), pageOf(pageSize, pageToken, 100, 300), 'v2');
};

const searchV3: Route['handle'] = (call) =>
  answer(found(call, call.query.get('query') ?? ''), pageRequest(call.query, 100, 300), 'v3');

/** Lists are refused where searches leave out: a list names the parent that it wants. */
export function permitList(call: Call, permission: string, parent: string): void {
  const [collection = '', id = ''] = parent.split('/');
  const known: NodeCollection = collection === 'folders' ? 'folders' : 'organizations';
  permit(call, permission, nodeTarget(known, id), { text: NO_PERMISSION });
}

function found(call: Call, query: string): readonly Folder[] {
  const matches = searchTerms(query, ['displayName', 'parent', 'state', 'lifecycleState']);
  const { organization, principal } = call;
  return [...organization.folders.values()].filter(
    ({ number, parent, displayName }) =>
      matches({ displayName, parent, state: 'ACTIVE', lifecycleState: 'ACTIVE' }) &&
      allows(organization, principal, 'resourcemanager.folders.get', nodeTarget('folders', number)),
  );
}

function answer(folders: readonly Folder[], request: PageRequest, version: Version): Json {
  const { items, ...next } = takePage(folders, (one) => one.number, request);
  const shown = items.map((folder) => folderView(folder, version));
  return { ...(items.length > 0 ? { folders: shown } : {}), ...next };
}

/** Folders: v2 is what gcloud uses, v3 what client libraries do. https://cloud.google.com/resource-manager/reference/rest */
export const resourceManagerFolderRoutes: readonly Route[] = [
  route('GET', '/v2/folders', listFolders('v2')),
  route('GET', '/v2/folders/{folder}', getFolder('v2')),
  route('POST', '/v2/folders:search', searchV2),
  route('GET', '/v3/folders', listFolders('v3')),
  route('GET', '/v3/folders/{folder}', getFolder('v3')),
  route('GET', '/v3/folders:search', searchV3),
];
