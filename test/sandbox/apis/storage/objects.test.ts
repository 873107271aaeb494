import { storage_v1 } from 'googleapis/build/src/apis/storage/v1.js';
import { describe, expect, it } from 'vitest';
import { deleteObject, putObject } from '../../../../sandbox/organization/buckets.ts';
import { ADMIN, DEV, servedApis } from '../served-apis.ts';

const BUCKET = 'bailiff-prod-bailiff-policy';
const EVALUATE = 'serviceAccount:bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com';

describe('Cloud Storage', () => {
  it('answers with the metadata of an object as Google does', async () => {
    const apis = await servedApis();
    putObject(apis.organization, BUCKET, 'live/policy.yaml', 'ä');
    const { objects } = new storage_v1.Storage(apis.client(EVALUATE));
    const { data } = await objects.get({ bucket: BUCKET, object: 'live/policy.yaml' });
    expect(data).toEqual({
      kind: 'storage#object',
      id: 'bailiff-prod-bailiff-policy/live/policy.yaml/1795334400000000',
      name: 'live/policy.yaml',
      bucket: 'bailiff-prod-bailiff-policy',
      generation: '1795334400000000',
      metageneration: '1',
      contentType: 'application/yaml',
      size: '2',
      timeCreated: '2026-11-22T08:00:00.000Z',
      updated: '2026-11-22T08:00:00.000Z',
    });
  });

  it('answers with the content itself when it is asked for the media', async () => {
    const apis = await servedApis();
    putObject(apis.organization, BUCKET, 'policy.yaml', 'apiVersion: bailiff/v1\n');
    const path = `storage/v1/b/${BUCKET}/o/policy.yaml?alt=media`;
    const headers = { authorization: `Bearer sandbox:${EVALUATE}` };
    const response = await fetch(`${apis.rootUrl}${path}`, { headers });
    expect(response.headers.get('content-type')).toBe('application/yaml');
    expect(await response.text()).toBe('apiVersion: bailiff/v1\n');
  });

  it('lists present objects, and all versions when it is asked to, page by page', async () => {
    const apis = await servedApis();
    for (const name of ['b', 'a', 'b', 'ab']) putObject(apis.organization, BUCKET, name, name);
    deleteObject(apis.organization, BUCKET, 'ab');
    const { objects } = new storage_v1.Storage(apis.client(EVALUATE));
    const names = async (query: object) => {
      const { data } = await objects.list({ bucket: BUCKET, ...query });
      return [data.items?.map(({ name }) => name), data.nextPageToken];
    };
    expect(await names({})).toEqual([['a', 'b'], undefined]);
    expect(await names({ versions: true, prefix: 'b' })).toEqual([['b', 'b'], undefined]);
    const [first, pageToken] = await names({ versions: true, maxResults: 3 });
    expect(first).toEqual(['a', 'ab', 'b']);
    expect(await names({ versions: true, pageToken })).toEqual([['b'], undefined]);
  });

  it('is for who holds the permission on the bucket, its project or above, and writes no audit entry', async () => {
    const apis = await servedApis();
    putObject(apis.organization, BUCKET, 'policy.yaml', '1');
    const at = `storage/v1/b/${BUCKET}/o`;
    const statuses = [];
    for (const [who, path] of [
      [EVALUATE, `${at}/policy.yaml`],
      [EVALUATE, `${at}/none`],
      [DEV, `${at}/policy.yaml`],
      [DEV, at],
      [ADMIN, `${at}/policy.yaml`],
      // By the role of a reviewer on the organization.
      [ADMIN, at],
      [EVALUATE, 'storage/v1/b/none/o/policy.yaml'],
    ] as const)
      statuses.push((await apis.call(who, 'GET', path)).status);
    expect(statuses).toEqual([200, 404, 403, 403, 403, 200, 403]);
    expect(apis.log.entries).toEqual([]);
  });
});
