import { cloudresourcemanager_v1 } from 'googleapis/build/src/apis/cloudresourcemanager/v1.js';
import { describe, expect, it } from 'vitest';
import { DEV, refusal, servedApis } from '../served-apis.ts';

const NO_PERMISSION = '403 PERMISSION_DENIED: The caller does not have permission';

describe('a new project', () => {
  it('comes with its default account and service agent, and belongs to its maker', async () => {
    const apis = await servedApis();
    const v1 = new cloudresourcemanager_v1.Cloudresourcemanager(apis.client(DEV));
    const requestBody = {
      projectId: 'brand-new',
      name: 'Brand New',
      parent: { type: 'folder', id: '200000000001' },
    };
    const { data } = await v1.projects.create({ requestBody });
    expect(data.name).toMatch(/^operations\/cp\.\d+$/);
    const done = await v1.operations.get({ name: data.name ?? '' });
    expect(done.data).toMatchObject({
      done: true,
      response: {
        '@type': 'type.googleapis.com/google.cloudresourcemanager.v1.Project',
        projectId: 'brand-new',
        name: 'Brand New',
      },
    });
    const { body } = await apis.call(DEV, 'GET', 'v1/projects/brand-new');
    const number = String(body['projectNumber']);
    const policy = await apis.call(DEV, 'POST', 'v1/projects/brand-new:getIamPolicy', {});
    expect(policy.body['bindings']).toEqual([
      { role: 'roles/owner', members: ['user:dev@example.com'] },
      {
        role: 'roles/run.serviceAgent',
        members: [`serviceAccount:service-${number}@serverless-robot-prod.iam.gserviceaccount.com`],
      },
    ]);
    const accounts = await apis.call(DEV, 'GET', 'v1/projects/brand-new/serviceAccounts');
    expect(accounts.body['accounts']).toEqual([
      expect.objectContaining({ email: `${number}-compute@developer.gserviceaccount.com` }),
    ]);
  });

  it('gives its default account Editor where Google still does so', async () => {
    const apis = await servedApis(({ organization }) => {
      organization.policies['iam.automaticIamGrantsForDefaultServiceAccounts'] = 'off';
    });
    const made = await apis.call(DEV, 'POST', 'v3/projects', {
      projectId: 'brand-new',
      labels: { team: 'data' },
    });
    expect(made.body['response']).toMatchObject({
      '@type': 'type.googleapis.com/google.cloudresourcemanager.v3.Project',
      parent: 'organizations/100000000001',
      labels: { team: 'data' },
    });
    const { name } = made.body['response'] as { readonly name: string };
    const account = `${name.replace('projects/', '')}-compute@developer.gserviceaccount.com`;
    const policy = await apis.call(DEV, 'POST', 'v3/projects/brand-new:getIamPolicy', {});
    expect(policy.body['bindings']).toContainEqual({
      role: 'roles/editor',
      members: [`serviceAccount:${account}`],
    });
  });

  it('needs a free and legal id, and the right to make it', async () => {
    const apis = await servedApis();
    const create = async (principal: string, body: unknown) =>
      refusal(await apis.call(principal, 'POST', 'v1/projects', body));
    expect(await create(DEV, { projectId: 'data-dev' })).toBe(
      '409 ALREADY_EXISTS: Requested entity already exists',
    );
    expect(await create(DEV, { projectId: 'Bad' })).toMatch(/^400 INVALID_ARGUMENT: field \[proj/);
    const stranger = 'user:stranger@elsewhere.example';
    expect(await create(stranger, { projectId: 'brand-new' })).toBe(NO_PERMISSION);
    const foreign = { projectId: 'brand-new', parent: { type: 'organization', id: '999' } };
    expect(await create(DEV, foreign)).toBe(NO_PERMISSION);
    expect(apis.organization.projects.has('brand-new')).toBe(false);
    const entries = apis.log.entries.map((entry) => [entry['logName'], entry['severity']]);
    const ours = 'organizations/100000000001/logs/cloudaudit.googleapis.com%2Factivity';
    expect(entries).toEqual([
      [ours, 'ERROR'],
      [ours, 'ERROR'],
      [ours, 'ERROR'],
    ]);
  });
});
