import { ApiError } from '../../http/api-error.ts';
import { type Call, type Route, route } from '../../http/call.ts';
import { Media } from '../../http/media.ts';
import { permit } from '../../http/permit.ts';
import type { ObjectVersion } from '../../organization/state.ts';
import { pageOf, takePage } from '../page.ts';

const SERVICE = 'storage.googleapis.com';

const getObject: Route['handle'] = (call) => {
  const { bucket = '', object = '' } = call.params;
  const versions = permittedBucket(call, 'storage.objects.get', object).get(object) ?? [];
  const wanted = call.query.get('generation');
  const version = versions.find(({ generation, ended }) =>
    wanted === null ? ended === undefined : generation === wanted,
  );
  if (version === undefined) throw new ApiError('NOT_FOUND', `No such object: ${bucket}/${object}`);
  if (call.query.get('alt') === 'media') return new Media(version.text, 'application/yaml');
  return objectView(bucket, object, version);
};

const listObjects: Route['handle'] = (call) => {
  const { bucket = '' } = call.params;
  const { query } = call;
  const objects = permittedBucket(call, 'storage.objects.list', undefined);
  const prefix = query.get('prefix') ?? '';
  const all = query.get('versions') === 'true';
  const views = [...objects]
    .filter(([name]) => name.startsWith(prefix))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, versions]) =>
      versions
        .filter(({ ended }) => all || ended === undefined)
        .map((version) => objectView(bucket, name, version)),
    );
  const size = Number(query.get('maxResults') ?? 0);
  const request = pageOf(size, query.get('pageToken') ?? '', 1000, 1000);
  const { items, ...next } = takePage(views, ({ id }) => id, request);
  return { kind: 'storage#objects', ...(items.length > 0 ? { items } : {}), ...next };
};

/** The objects of the bucket, for who may; Google answers alike where there is no such bucket or object. */
function permittedBucket(call: Call, permission: string, object: string | undefined) {
  const name = call.params['bucket'] ?? '';
  const bucket = call.organization.buckets.get(name);
  const own = `//${SERVICE}/projects/_/buckets/${name}`;
  const target = {
    name: `projects/${bucket?.project ?? '_'}/buckets/${name}`,
    service: SERVICE,
    type: object === undefined ? `${SERVICE}/Bucket` : `${SERVICE}/Object`,
    fullName: object === undefined ? own : `${own}/objects/${object}`,
  };
  const who = call.principal.replace(/^\w+:/, '');
  const kind = object === undefined ? 'bucket' : 'object';
  permit(call, permission, target, {
    text: `${who} does not have ${permission} access to the Google Cloud Storage ${kind}. Permission '${permission}' denied on resource (or it may not exist).`,
    type: 'DATA_READ',
  });
  return bucket?.objects ?? new Map<string, readonly ObjectVersion[]>();
}

function objectView(bucket: string, name: string, version: ObjectVersion) {
  const { generation, text, created, ended } = version;
  const time = new Date(created).toISOString();
  return {
    kind: 'storage#object',
    id: `${bucket}/${name}/${generation}`,
    name,
    bucket,
    generation,
    metageneration: '1',
    contentType: 'application/yaml',
    size: String(Buffer.byteLength(text)),
    timeCreated: time,
    updated: time,
    ...(ended === undefined ? {} : { timeDeleted: new Date(ended).toISOString() }),
  };
}

/** Reading objects: https://cloud.google.com/storage/docs/json_api/v1/objects */
export const storageRoutes: readonly Route[] = [
  route('GET', '/storage/v1/b/{bucket}/o/{object}', getObject),
  route('GET', '/storage/v1/b/{bucket}/o', listObjects),
];
