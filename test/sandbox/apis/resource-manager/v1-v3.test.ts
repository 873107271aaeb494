import { cloudresourcemanager_v1 } from 'googleapis/build/src/apis/cloudresourcemanager/v1.js';
import { cloudresourcemanager_v2 } from 'googleapis/build/src/apis/cloudresourcemanager/v2.js';
import { cloudresourcemanager_v3 } from 'googleapis/build/src/apis/cloudresourcemanager/v3.js';
import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, refusal, servedApis } from '../served-apis.ts';

const NO_PERMISSION = '403 PERMISSION_DENIED: The caller does not have permission';

describe('projects', () => {
  it('are read by the real clients of v1 and v3, by id and by number', async () => {
    const apis = await servedApis();
    const v1 = new cloudresourcemanager_v1.Cloudresourcemanager(apis.client(DEV));
    const v3 = new cloudresourcemanager_v3.Cloudresourcemanager(apis.client(DEV));
    for (const place of ['payments-prod', '310000000001']) {
      expect((await v1.projects.get({ projectId: place })).data).toEqual({
        projectNumber: '310000000001',
        projectId: 'payments-prod',
        lifecycleState: 'ACTIVE',
        name: 'payments-prod',
        createTime: '2026-11-22T08:00:00.000Z',
        parent: { type: 'folder', id: '200000000001' },
      });
      expect((await v3.projects.get({ name: `projects/${place}` })).data).toMatchObject({
        name: 'projects/310000000001',
        parent: 'folders/200000000001',
        projectId: 'payments-prod',
        state: 'ACTIVE',
      });
      const { data } = await v1.projects.getAncestry({ projectId: place, requestBody: {} });
      expect(data.ancestor).toEqual([
        { resourceId: { type: 'project', id: 'payments-prod' } },
        { resourceId: { type: 'folder', id: '200000000001' } },
        { resourceId: { type: 'organization', id: '100000000001' } },
      ]);
    }
  });

  it('that are hidden read like those that do not exist', async () => {
    const apis = await servedApis();
    for (const version of ['v1', 'v3'])
      for (const id of ['identity-prod', 'no-such-project', '999999999999']) {
        expect(refusal(await apis.call(DEV, 'GET', `${version}/projects/${id}`))).toBe(
          NO_PERMISSION,
        );
        const path = `${version}/projects/${id}:getIamPolicy`;
        expect(refusal(await apis.call(DEV, 'POST', path, {}))).toBe(NO_PERMISSION);
      }
    const ancestry = 'v1/projects/identity-prod:getAncestry';
    expect(refusal(await apis.call(DEV, 'POST', ancestry, {}))).toBe(NO_PERMISSION);
  });

  it('are listed and searched as far as the caller sees them', async () => {
    const apis = await servedApis();
    const ids = async (principal: string, path: string) => {
      const { body } = await apis.call(principal, 'GET', path);
      const projects = (body['projects'] ?? []) as readonly { readonly projectId: string }[];
      return projects.map((project) => project.projectId);
    };
    const all = ['payments-prod', 'data-dev', 'identity-prod', 'bailiff-prod'];
    expect(await ids(ADMIN, 'v1/projects?filter=lifecycleState:ACTIVE')).toEqual(all);
    expect(await ids(DEV, 'v1/projects')).toEqual(['payments-prod', 'data-dev']);
    expect(await ids(DEV, 'v3/projects:search')).toEqual(['payments-prod', 'data-dev']);
    expect(await ids(ADMIN, 'v3/projects:search?query=id:*-prod%20state:ACTIVE')).toEqual([
      'payments-prod',
      'identity-prod',
      'bailiff-prod',
    ]);
    expect(await ids(ADMIN, 'v3/projects?parent=organizations/100000000001')).toEqual([
      'bailiff-prod',
    ]);
    expect(await ids('user:stranger@elsewhere.example', 'v1/projects')).toEqual([]);
    expect(refusal(await apis.call(ADMIN, 'GET', 'v1/projects?filter=labels.a:b'))).toBe(
      '400 INVALID_ARGUMENT: The local organization cannot search for "labels.a:b". It understands field:value, joined by AND, for id, projectId, name, projectNumber, lifecycleState, parent.type, parent.id.',
    );
  });

  it('of a domain are reached although their ids hold a colon', async () => {
    const apis = await servedApis(({ projects }) => {
      const [project] = projects;
      if (project !== undefined) project.id = 'example.com:nightly';
    });
    const path = 'v1/projects/example.com:nightly';
    expect((await apis.call(ADMIN, 'GET', path)).body['projectId']).toBe('example.com:nightly');
    expect((await apis.call(ADMIN, 'POST', `${path}:getIamPolicy`, {})).status).toBe(200);
    const made = await apis.call(ADMIN, 'POST', `${path}/serviceAccounts`, { accountId: 'runner' });
    expect(made.body['email']).toBe('runner@nightly.example.com.iam.gserviceaccount.com');
  });
});

describe('folders and the organization', () => {
  it('are read in every version that has them', async () => {
    const apis = await servedApis();
    const v2 = new cloudresourcemanager_v2.Cloudresourcemanager(apis.client(ADMIN));
    const v3 = new cloudresourcemanager_v3.Cloudresourcemanager(apis.client(ADMIN));
    const folder = {
      name: 'folders/200000000001',
      parent: 'organizations/100000000001',
      displayName: 'workloads',
    };
    const old = { ...folder, lifecycleState: 'ACTIVE' };
    const now = { ...folder, state: 'ACTIVE' };
    const parent = 'organizations/100000000001';
    expect((await v2.folders.get({ name: folder.name })).data).toEqual(old);
    expect((await v2.folders.list({ parent })).data.folders).toEqual([old]);
    const query = 'displayName=workloads AND lifecycleState=ACTIVE';
    const searched = await v2.folders.search({ requestBody: { query } });
    expect(searched.data.folders).toEqual([old]);
    expect((await v3.folders.get({ name: folder.name })).data).toEqual(now);
    expect((await v3.folders.list({ parent })).data.folders).toEqual([now]);
    expect((await v3.folders.search({ query: 'displayName:work*' })).data.folders).toEqual([now]);
    expect((await v3.organizations.get({ name: parent })).data).toEqual({
      name: parent,
      displayName: 'example.com',
      state: 'ACTIVE',
    });
    const found = await v3.organizations.search({ query: 'domain:example.com' });
    expect(found.data.organizations).toHaveLength(1);
    expect((await v3.organizations.search({ query: 'domain:other.com' })).data).toEqual({});
  });

  it('are hidden from who may not read them', async () => {
    const apis = await servedApis();
    const paths = ['v2/folders/200000000001', 'v3/folders/1', 'v1/organizations/999'];
    for (const path of [...paths, 'v2/folders?parent=organizations/100000000001'])
      expect(refusal(await apis.call(DEV, 'GET', path))).toBe(NO_PERMISSION);
    expect((await apis.call(DEV, 'GET', 'v3/folders:search')).body).toEqual({});
  });
});
