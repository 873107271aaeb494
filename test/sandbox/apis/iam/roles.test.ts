import { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js';
import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, refusal, servedApis } from '../served-apis.ts';

const CUSTOM = 'organizations/100000000001/roles/bailiffRoleGranter';

describe('roles', () => {
  it('of Google’s are read by everybody', async () => {
    const apis = await servedApis();
    const iam = new iam_v1.Iam(apis.client(DEV));
    const { data } = await iam.roles.get({ name: 'roles/iam.serviceAccountUser' });
    expect(data).toEqual({
      name: 'roles/iam.serviceAccountUser',
      title: 'Iam Service Account User',
      includedPermissions: [
        'iam.serviceAccounts.actAs',
        'iam.serviceAccounts.get',
        'iam.serviceAccounts.list',
        'resourcemanager.projects.get',
        'resourcemanager.projects.list',
      ],
      stage: 'GA',
      etag: 'AA==',
    });
    await expect(iam.roles.get({ name: 'roles/run.nothing' })).rejects.toMatchObject({
      status: 404,
      message: 'The role named roles/run.nothing was not found.',
    });
  });

  it('that are custom are read by who may', async () => {
    const apis = await servedApis();
    const { data } = await new iam_v1.Iam(apis.client(ADMIN)).organizations.roles.get({
      name: CUSTOM,
    });
    expect(data.includedPermissions).toEqual([
      'resourcemanager.projects.getIamPolicy',
      'resourcemanager.projects.setIamPolicy',
    ]);
    expect(refusal(await apis.call(DEV, 'GET', `v1/${CUSTOM}`))).toBe(
      `403 PERMISSION_DENIED: You don't have permission to get the role at ${CUSTOM}.`,
    );
  });

  it('of a project are found by its id and its number', async () => {
    const apis = await servedApis(({ projects }) => {
      for (const project of projects) project.roles['jobReader'] = ['run.jobs.get'];
    });
    for (const place of ['payments-prod', '310000000001']) {
      const read = await apis.call(ADMIN, 'GET', `v1/projects/${place}/roles/jobReader`);
      expect(read.body['name']).toBe('projects/payments-prod/roles/jobReader');
      const list = await apis.call(ADMIN, 'GET', `v1/projects/${place}/roles`);
      expect(list.body['roles']).toHaveLength(1);
    }
  });

  it('are listed in pages, with their permissions only when asked', async () => {
    const apis = await servedApis();
    const brief = await apis.call(DEV, 'GET', 'v1/roles?pageSize=2');
    expect(brief.body['roles']).toHaveLength(2);
    expect(JSON.stringify(brief.body)).not.toContain('includedPermissions');
    const token = String(brief.body['nextPageToken']);
    const whole = await apis.call(DEV, 'GET', `v1/roles?pageSize=2&view=FULL&pageToken=${token}`);
    expect(JSON.stringify(whole.body)).toContain('includedPermissions');
    const parent = 'v1/roles?parent=organizations/100000000001';
    expect((await apis.call(ADMIN, 'GET', parent)).body['roles']).toHaveLength(7);
  });

  it('can be made of the permissions that a resource knows', async () => {
    const apis = await servedApis();
    const path = 'v1/permissions:queryTestablePermissions';
    const fullResourceName = '//cloudresourcemanager.googleapis.com/projects/payments-prod';
    const read = await apis.call(DEV, 'POST', path, { fullResourceName, pageSize: 1000 });
    expect(read.body['permissions']).toContainEqual({ name: 'iam.roles.get', stage: 'GA' });
    // gcloud’s way of naming it when its endpoints are overridden.
    const overridden = {
      fullResourceName: '//cloudresourcemanager.sandbox/projects/payments-prod',
    };
    expect((await apis.call(DEV, 'POST', path, overridden)).status).toBe(200);
    const missing = { fullResourceName: '//cloudresourcemanager.googleapis.com/projects/nowhere' };
    expect((await apis.call(DEV, 'POST', path, missing)).status).toBe(404);
  });
});
