import { afterEach, describe, expect, it } from 'vitest';
import { assets } from '../../../shared/gcp/assets.ts';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { type Answer, answeringServer } from './answering-server.ts';
import { createJob, localApis, SWEEP } from './local-apis.ts';

const ORGANIZATION = 'organizations/100000000001';
const JOBS = '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs';
const BUSY: Answer = {
  status: 429,
  body: { error: { code: 429, message: 'Quota exceeded.', status: 'RESOURCE_EXHAUSTED' } },
};

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function all<T>(pages: AsyncIterable<T>): Promise<readonly T[]> {
  const read: T[] = [];
  for await (const page of pages) read.push(page);
  return read;
}

async function answering(...answers: readonly Answer[]) {
  const server = await answeringServer(...answers);
  closers.push(server.close);
  return { server, inventory: assets(connectGoogle({ apiRoot: server.apiRoot }), 1) };
}

describe('the inventory', () => {
  it('lists the jobs of the organization by name', async () => {
    const apis = await localApis();
    closers.push(apis.close);
    await createJob(apis, 'nightly');
    await createJob(apis, 'hourly');
    const pages = await all(assets(apis.as(SWEEP)).jobs(ORGANIZATION));
    expect(pages).toEqual([{ names: [`${JOBS}/hourly`, `${JOBS}/nightly`], next: undefined }]);
  });

  it('is refused to who may not search it', async () => {
    const apis = await localApis();
    closers.push(apis.close);
    const listing = assets(apis.as('user:dev@example.com')).jobs(ORGANIZATION);
    await expect(all(listing)).rejects.toMatchObject({ status: 403 });
  });

  it('is asked for the largest pages, one behind the other, empty ones too', async () => {
    const { server, inventory } = await answering(
      { status: 200, body: { results: [{ name: 'a' }, {}], nextPageToken: 't/1' } },
      { status: 200, body: { nextPageToken: 't/2' } },
      { status: 200, body: { results: [{ name: 'b' }] } },
    );
    expect(await all(inventory.jobs(ORGANIZATION))).toEqual([
      { names: ['a', ''], next: 't/1' },
      { names: [], next: 't/2' },
      { names: ['b'], next: undefined },
    ]);
    const query = 'assetTypes=run.googleapis.com%2FJob&orderBy=name&pageSize=500&readMask=name';
    expect(server.asked.map(({ url }) => url)).toEqual([
      `/v1/${ORGANIZATION}:searchAllResources?${query}`,
      `/v1/${ORGANIZATION}:searchAllResources?${query}&pageToken=t%2F1`,
      `/v1/${ORGANIZATION}:searchAllResources?${query}&pageToken=t%2F2`,
    ]);
  });

  it('goes on at the page of a token', async () => {
    const { server, inventory } = await answering({ status: 200, body: {} });
    await all(inventory.jobs(ORGANIZATION, 't'));
    expect(server.asked.map(({ url }) => url.split('&').at(-1))).toEqual(['pageToken=t']);
  });

  it('waits while its quota is used up, and loses nothing by it', async () => {
    const { server, inventory } = await answering(BUSY, BUSY, BUSY, BUSY, {
      status: 200,
      body: { results: [{ name: 'a' }] },
    });
    expect(await all(inventory.jobs(ORGANIZATION))).toEqual([{ names: ['a'], next: undefined }]);
    expect(server.asked).toHaveLength(5);
  });

  it('gives up when its quota stays used up', async () => {
    const { inventory } = await answering(BUSY);
    await expect(all(inventory.jobs(ORGANIZATION))).rejects.toMatchObject({
      status: 429,
      code: 'RESOURCE_EXHAUSTED',
    });
  });

  it('throws at once what waiting does not mend', async () => {
    const body = { error: { code: 400, message: 'Bad token.', status: 'INVALID_ARGUMENT' } };
    const { server, inventory } = await answering({ status: 400, body });
    await expect(all(inventory.jobs(ORGANIZATION, 't'))).rejects.toMatchObject({
      status: 400,
      message: 'Bad token.',
    });
    expect(server.asked).toHaveLength(1);
  });
});
