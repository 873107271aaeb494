import { ApiError, badField } from '../../http/api-error.ts';
import { type Call, type Route, route } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import { type NodeCollection, nodeTarget } from '../../organization/targets.ts';
import { type PageRequest, pageRequest } from '../page.ts';
import { STANDARD_PARAMETERS } from '../standard-parameters.ts';
import { isInScope, JOB_TYPE, jobAsset } from './job-asset.ts';
import { jobNames } from './job-names.ts';

type Json = Readonly<Record<string, unknown>>;

/** Of the request; what is in nobody's list is refused, as Google does. */
const KNOWN = ['assetTypes', 'pageSize', 'pageToken', 'orderBy', 'query', 'readMask'];
const USUAL_PAGE = 100;
const LARGEST_PAGE = 500;

const search: Route['handle'] = (call) => {
  const { collection, id } = scopeOf(call.params['scope'] ?? '');
  permit(call, 'cloudasset.assets.searchAllResources', nodeTarget(collection, id), {
    domain: 'cloudasset.googleapis.com',
  });
  refuseUnknown(call);
  const { items, ...next } = pageBehind(
    jobNames(call.organization),
    isInScope(call.organization, collection, id),
    pageRequest(call.query, USUAL_PAGE, LARGEST_PAGE),
  );
  const read = readMask(call);
  const results = items.map((name) => read(jobAsset(call.organization, name)));
  return { ...(results.length > 0 ? { results } : {}), ...next };
};

function scopeOf(scope: string): { readonly collection: NodeCollection; readonly id: string } {
  const [, collection, id = ''] = /^(projects|folders|organizations)\/([^/]+)$/.exec(scope) ?? [];
  if (collection === 'projects' || collection === 'folders' || collection === 'organizations')
    return { collection, id };
  throw badField(
    `Invalid scope "${scope}": it reads projects/ID, folders/NUMBER or organizations/NUMBER.`,
    'scope',
  );
}

function refuseUnknown({ query }: Call): void {
  for (const name of query.keys())
    if (!STANDARD_PARAMETERS.has(name) && !KNOWN.includes(name))
      throw badField(
        `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`,
      );
  const otherTypes = query.getAll('assetTypes').filter((type) => type !== JOB_TYPE);
  if (otherTypes.length > 0)
    throw notHere('assetTypes', `holds jobs alone: ask for assetTypes=${JOB_TYPE}`);
  if ((query.get('query') ?? '') !== '') throw notHere('query', 'reads no query: leave it out');
  if (!['', 'name'].includes(query.get('orderBy')?.trim() ?? ''))
    throw notHere('orderBy', 'orders by name alone: leave orderBy out, or say name');
}

/** Keeps of a result what the caller wants to read; everything unless he says so. */
function readMask({ query }: Call): (asset: Json) => Json {
  const fields = (query.get('readMask') ?? '').split(',').map((field) => field.trim());
  const odd = fields.find((field) => !/^[a-z][A-Za-z]*$/.test(field));
  if (fields.length === 1 && (odd === '' || odd === '*')) return (asset) => asset;
  if (odd !== undefined) throw badField(`Invalid field path "${odd}" in readMask.`, 'readMask');
  return (asset) => Object.fromEntries(fields.map((field) => [field, asset[field]]));
}

function notHere(field: string, what: string): ApiError {
  return badField(`The inventory of the local organization ${what}.`, field);
}

/**
 * A page of those sorted names that are wanted; its token is the last one, so that jobs that come and go meanwhile shift
 * nothing. What lies behind the page is not looked at.
 */
function pageBehind(
  names: readonly string[],
  isWanted: (name: string) => boolean,
  { size, token }: PageRequest,
) {
  const last = token === undefined ? '' : Buffer.from(token, 'base64url').toString('utf8');
  if (token !== undefined && !last.startsWith('projects/'))
    throw new ApiError('INVALID_ARGUMENT', 'The page token is not valid here.');
  const items: string[] = [];
  for (let n = firstBehind(names, last); n < names.length; n += 1) {
    const name = names[n] ?? '';
    if (!isWanted(name)) continue;
    if (items.length === size)
      return { items, nextPageToken: Buffer.from(items.at(-1) ?? '').toString('base64url') };
    items.push(name);
  }
  return { items };
}

function firstBehind(names: readonly string[], last: string): number {
  let [from, to] = [0, names.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((names[middle] ?? '') <= last) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** https://cloud.google.com/asset-inventory/docs/reference/rest/v1/TopLevel/searchAllResources */
export const cloudAssetRoutes: readonly Route[] = [
  route('GET', '/v1/{scope=**}:searchAllResources', search, 'cloudasset'),
];
