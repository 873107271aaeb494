import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  deleteObject,
  eraseObjectVersion,
  putObject,
} from '../../../sandbox/organization/buckets.ts';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { objects } from '../../../shared/gcp/objects.ts';
import { answeringServer } from './answering-server.ts';
import { EVALUATE, type LocalApis, localApis } from './local-apis.ts';

const BUCKET = 'bailiff-prod-bailiff-policy';
const ADDRESS = { bucket: BUCKET, object: 'live/policy.yaml' };

let apis: LocalApis;
beforeEach(async () => {
  apis = await localApis();
});
afterEach(() => apis.close());

const put = (text: string, name = ADDRESS.object) =>
  putObject(apis.organization, BUCKET, name, text);
const client = (principal = EVALUATE) => objects(apis.as(principal));

describe('objects of Cloud Storage', () => {
  it('are told by generation, time and size, and read by generation', async () => {
    const first = put('a: ä\n');
    put('b: 2\n');
    const latest = await client().latest(ADDRESS);
    expect(latest).toEqual({
      generation: expect.stringMatching(/^\d{16,}$/),
      created: expect.closeTo(Date.now(), -5),
      ended: undefined,
      size: 5,
    });
    expect(await client().text(ADDRESS, latest.generation)).toBe('b: 2\n');
    expect(await client().text(ADDRESS, first.generation)).toBe('a: ä\n');
  });

  it('are listed with every version that the bucket keeps, newest first', async () => {
    const generations = ['1', '2', '3'].map((text) => put(text).generation);
    put('other', 'live/policy.yaml.bak');
    const versions = await client().versions(ADDRESS);
    expect(versions.map(({ generation }) => generation)).toEqual(generations.toReversed());
    expect(versions.map(({ ended }) => ended === undefined)).toEqual([true, false, false]);
    eraseObjectVersion(apis.organization, BUCKET, ADDRESS.object, generations[1] ?? '');
    deleteObject(apis.organization, BUCKET, ADDRESS.object);
    expect(await client().versions(ADDRESS)).toEqual([
      { ...versions[0], ended: expect.any(Number) },
      versions[2],
    ]);
  });

  it('are listed past the first page', async () => {
    for (let index = 0; index < 1001; index += 1) put(`${index}`);
    expect(await client().versions(ADDRESS)).toHaveLength(1001);
  });

  it('fail with 404 when they are not there, or not any more', async () => {
    await expect(client().latest(ADDRESS)).rejects.toMatchObject({
      status: 404,
      message: 'No such object: bailiff-prod-bailiff-policy/live/policy.yaml',
      retryable: false,
    });
    put('1');
    deleteObject(apis.organization, BUCKET, ADDRESS.object);
    await expect(client().latest(ADDRESS)).rejects.toMatchObject({ status: 404 });
    await expect(client().text(ADDRESS, '5')).rejects.toMatchObject({ status: 404 });
    expect(await client().versions({ ...ADDRESS, object: 'none' })).toEqual([]);
  });

  it('fail with 403 for who may not read the bucket, and for a bucket that is not there', async () => {
    put('1');
    const other = client('user:dev@example.com');
    const refusal = {
      status: 403,
      code: 'PERMISSION_DENIED',
      message:
        "dev@example.com does not have storage.objects.get access to the Google Cloud Storage object. Permission 'storage.objects.get' denied on resource (or it may not exist).",
    };
    await expect(other.latest(ADDRESS)).rejects.toMatchObject(refusal);
    await expect(other.versions(ADDRESS)).rejects.toMatchObject({ status: 403 });
    await expect(client().latest({ ...ADDRESS, bucket: 'none' })).rejects.toMatchObject({
      status: 403,
    });
  });

  it('are asked for once by their metadata, and again for what changes nothing by asking', async () => {
    const server = await answeringServer({ status: 503, body: 'later' });
    const there = objects(connectGoogle({ apiRoot: server.apiRoot }));
    await expect(there.latest(ADDRESS)).rejects.toMatchObject({ status: 503, retryable: true });
    expect(server.asked.map(({ url }) => url)).toEqual([
      '/storage/v1/b/bailiff-prod-bailiff-policy/o/live%2Fpolicy.yaml?fields=generation%2CtimeCreated%2CtimeDeleted%2Csize',
    ]);
    await expect(there.text(ADDRESS, '7')).rejects.toMatchObject({ status: 503 });
    expect(server.asked.slice(1).map(({ url }) => url)).toEqual(
      Array(3).fill(
        '/storage/v1/b/bailiff-prod-bailiff-policy/o/live%2Fpolicy.yaml?generation=7&alt=media',
      ),
    );
    await server.close();
  });

  it.each([
    [{ generation: '1' }, 'did not tell the generation and time of an object'],
    [{ timeCreated: '2026-11-22T10:00:00Z' }, 'did not tell the generation and time of an object'],
  ])('are not taken from the answer %j', async (body, words) => {
    const server = await answeringServer({ status: 200, body });
    const there = objects(connectGoogle({ apiRoot: server.apiRoot }));
    await expect(there.latest(ADDRESS)).rejects.toMatchObject({
      message: `storage.googleapis.com ${words}.`,
      retryable: false,
    });
    await server.close();
  });

  it('are not listed in part', async () => {
    const server = await answeringServer({ status: 200, body: { nextPageToken: 'more' } });
    const there = objects(connectGoogle({ apiRoot: server.apiRoot }));
    await expect(there.versions(ADDRESS)).rejects.toMatchObject({
      message:
        'storage.googleapis.com has too many versions of gs://bailiff-prod-bailiff-policy/live/policy.yaml to list them all.',
      retryable: false,
    });
    expect(server.asked).toHaveLength(10);
    await server.close();
  });
});
