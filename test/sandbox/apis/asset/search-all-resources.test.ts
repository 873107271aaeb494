import { cloudasset_v1 } from 'googleapis/build/src/apis/cloudasset/v1.js';
import { run_v2 } from 'googleapis/build/src/apis/run/v2.js';
import { describe, expect, it } from 'vitest';
import { DEV, refusal, servedApis } from '../served-apis.ts';

const VIEWER = 'user:viewer@example.com';
const ORGANIZATION = 'organizations/100000000001';
const TYPE = 'run.googleapis.com/Job';

async function started(jobs: readonly string[] = []) {
  const apis = await servedApis((file) => {
    file.organization.roles['assetViewer'] = ['cloudasset.assets.searchAllResources'];
    file.organization.bindings.push({
      role: `${ORGANIZATION}/roles/assetViewer`,
      members: [VIEWER],
    });
  });
  const deploy = new run_v2.Run(apis.client(DEV)).projects.locations.jobs;
  const template = { template: { containers: [{ image: 'us-docker.pkg.dev/x/y/z' }] } };
  const create = (name: string) => {
    const [project, jobId = ''] = name.split('/');
    const parent = `projects/${project}/locations/us-central1`;
    return deploy.create({ parent, jobId, requestBody: { labels: { team: 'a' }, template } });
  };
  for (const name of jobs) await create(name);
  const { v1 } = new cloudasset_v1.Cloudasset(apis.client(VIEWER));
  const names = async (query: cloudasset_v1.Params$Resource$V1$Searchallresources) => {
    const { data } = await v1.searchAllResources({ scope: ORGANIZATION, ...query });
    return (data.results ?? []).map(({ name }) => name?.replace(/^.*projects\//, ''));
  };
  return { ...apis, v1, names, create };
}

const inCentral = (name: string) => name.replace('/', '/locations/us-central1/jobs/');

describe('the search of Cloud Asset Inventory', () => {
  it('finds jobs, each with its project, what is above it, and no more than it keeps', async () => {
    const { v1 } = await started(['payments-prod/nightly']);
    const { data } = await v1.searchAllResources({ scope: ORGANIZATION, assetTypes: [TYPE] });
    expect(data).toEqual({
      results: [
        {
          name: '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly',
          assetType: TYPE,
          project: 'projects/310000000001',
          folders: ['folders/200000000001'],
          organization: ORGANIZATION,
          displayName: 'nightly',
          location: 'us-central1',
          labels: { team: 'a' },
          createTime: '2026-11-22T08:00:00Z',
          updateTime: '2026-11-22T08:00:00Z',
          parentFullResourceName: '//cloudresourcemanager.googleapis.com/projects/payments-prod',
          parentAssetType: 'cloudresourcemanager.googleapis.com/Project',
        },
      ],
    });
  });

  it('answers what is to be read alone, when that is said', async () => {
    const { v1 } = await started(['payments-prod/nightly']);
    const read = async (readMask: string) =>
      (await v1.searchAllResources({ scope: ORGANIZATION, readMask })).data.results?.[0];
    const name = '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly';
    expect(await read('name')).toEqual({ name });
    expect(await read('name, location')).toEqual({ name, location: 'us-central1' });
    expect(await read('*')).toMatchObject({ name, assetType: TYPE });
  });

  it('answers an empty object for an organization without jobs', async () => {
    const { v1 } = await started();
    expect((await v1.searchAllResources({ scope: ORGANIZATION })).data).toEqual({});
  });

  it('finds what lies below its scope alone', async () => {
    const { names } = await started(['payments-prod/a', 'data-dev/b']);
    const both = [inCentral('data-dev/b'), inCentral('payments-prod/a')];
    expect(await names({ scope: 'folders/200000000001' })).toEqual(both);
    expect(await names({ scope: 'projects/data-dev' })).toEqual([inCentral('data-dev/b')]);
    expect(await names({ scope: 'projects/310000000002' })).toEqual([inCentral('data-dev/b')]);
    expect(await names({ scope: 'projects/identity-prod' })).toEqual([]);
  });

  it('leaves out a project that has left the organization', async () => {
    const { names, organization } = await started(['payments-prod/a', 'data-dev/b']);
    const project = organization.projects.get('data-dev');
    if (project === undefined) throw new Error('The example organization has no data-dev.');
    organization.projects.set('data-dev', { ...project, parent: 'organizations/999999999999' });
    expect(await names({})).toEqual([inCentral('payments-prod/a')]);
  });

  it('goes through all by name, page by page, while jobs come and go', async () => {
    const jobs = ['payments-prod/b', 'payments-prod/d', 'data-dev/c', 'payments-prod/a'];
    const { v1, organization, create } = await started(jobs);
    const seen: (string | null | undefined)[][] = [];
    let pageToken: string | null | undefined;
    do {
      const query = { scope: ORGANIZATION, orderBy: 'name', pageSize: 2 };
      const { data } = await v1.searchAllResources(pageToken ? { ...query, pageToken } : query);
      seen.push((data.results ?? []).map(({ displayName }) => displayName));
      pageToken = data.nextPageToken;
      organization.jobs.delete('projects/payments-prod/locations/us-central1/jobs/a');
      if (seen.length === 1) await create('payments-prod/e');
    } while (pageToken);
    expect(seen).toEqual([['c', 'a'], ['b', 'd'], ['e']]);
  });

  it('gives at most 500 results at once, and 100 unless asked for more', async () => {
    const { organization, names } = await started(['payments-prod/a']);
    const [record] = organization.jobs.values();
    if (record === undefined) throw new Error('The job was not made.');
    for (let n = 0; n < 600; n += 1)
      organization.jobs.set(`projects/data-dev/locations/us-central1/jobs/j${n}`, record);
    expect(await names({})).toHaveLength(100);
    expect(await names({ pageSize: 1000 })).toHaveLength(500);
  });

  it('is refused to who may not search there', async () => {
    const { call } = await started();
    expect(refusal(await call(DEV, 'GET', `v1/${ORGANIZATION}:searchAllResources`))).toBe(
      "403 PERMISSION_DENIED: Permission 'cloudasset.assets.searchAllResources' denied on resource 'organizations/100000000001' (or it may not exist).",
    );
    expect(refusal(await call(VIEWER, 'GET', 'v1/organizations/2:searchAllResources'))).toBe(
      "403 PERMISSION_DENIED: Permission 'cloudasset.assets.searchAllResources' denied on resource 'organizations/2' (or it may not exist).",
    );
  });

  it.each([
    [
      'pagesize=5',
      'Invalid JSON payload received. Unknown name "pagesize": Cannot bind query parameter. Field \'pagesize\' could not be found in request message.',
    ],
    [
      'assetTypes=run.googleapis.com/Service',
      'The inventory of the local organization holds jobs alone: ask for assetTypes=run.googleapis.com/Job.',
    ],
    ['query=name:nightly', 'The inventory of the local organization reads no query: leave it out.'],
    [
      'readMask=name,versionedResources.version',
      'Invalid field path "versionedResources.version" in readMask.',
    ],
    [
      'orderBy=location',
      'The inventory of the local organization orders by name alone: leave orderBy out, or say name.',
    ],
    ['pageToken=bm9uZQ', 'The page token is not valid here.'],
    ['pageSize=-1', 'The page size must be a whole number of 0 or more.'],
  ])('refuses %s', async (query, why) => {
    const { call } = await started();
    const answer = await call(VIEWER, 'GET', `v1/${ORGANIZATION}:searchAllResources?${query}`);
    expect(refusal(answer)).toBe(`400 INVALID_ARGUMENT: ${why}`);
  });

  it('refuses a scope that is none', async () => {
    const { call } = await started();
    expect(refusal(await call(VIEWER, 'GET', 'v1/projects/a/locations/b:searchAllResources'))).toBe(
      '400 INVALID_ARGUMENT: Invalid scope "projects/a/locations/b": it reads projects/ID, folders/NUMBER or organizations/NUMBER.',
    );
  });
});
