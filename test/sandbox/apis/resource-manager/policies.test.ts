import { cloudresourcemanager_v3 } from 'googleapis/build/src/apis/cloudresourcemanager/v3.js';
import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, payload, refusal, servedApis } from '../served-apis.ts';

describe('policies of the hierarchy', () => {
  it('are read and written by the real client, and reach what lies below', async () => {
    const apis = await servedApis();
    const v3 = new cloudresourcemanager_v3.Cloudresourcemanager(apis.client(ADMIN));
    const below = 'v1/projects/identity-prod';
    expect((await apis.call(DEV, 'GET', below)).status).toBe(403);
    const resource = 'folders/200000000001';
    const options = { requestedPolicyVersion: 3 };
    const { data } = await v3.folders.getIamPolicy({ resource, requestBody: { options } });
    const bindings = [{ role: 'roles/run.viewer', members: ['user:dev@example.com'] }];
    const policy = { version: 3, etag: data.etag ?? '', bindings };
    await v3.folders.setIamPolicy({ resource, requestBody: { policy } });
    expect((await apis.call(DEV, 'GET', below)).status).toBe(200);
  });

  it('are written by who may alone', async () => {
    const apis = await servedApis();
    const paths = ['v1/projects/payments-prod', 'v3/folders/200000000001', 'v1/projects/nowhere'];
    for (const path of [...paths, 'v1/organizations/100000000001', 'v3/organizations/999'])
      expect(refusal(await apis.call(DEV, 'POST', `${path}:setIamPolicy`, { policy: {} }))).toBe(
        '403 PERMISSION_DENIED: Policy update access denied.',
      );
  });

  it('name unknown fields by their place', async () => {
    const apis = await servedApis();
    const policy = { bindings: [{ role: 'roles/viewer', members: [], member: 'x' }] };
    const path = 'v1/projects/payments-prod:setIamPolicy';
    const written = await apis.call(ADMIN, 'POST', path, { policy });
    const text =
      'Invalid JSON payload received. Unknown name "member" at \'policy.bindings[0]\': Cannot find field.';
    expect(refusal(written)).toBe(`400 INVALID_ARGUMENT: ${text}`);
    expect(written.body['error']).toMatchObject({
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.BadRequest',
          fieldViolations: [{ field: 'policy.bindings[0]', description: text }],
        },
      ],
    });
  });

  it('answer which permissions the caller holds, and nothing where he holds none', async () => {
    const apis = await servedApis();
    const ask = (path: string, permissions: readonly string[]) =>
      apis.call(DEV, 'POST', `${path}:testIamPermissions`, { permissions });
    const both = ['run.jobs.create', 'run.jobs.setIamPolicy'];
    const held = { permissions: ['run.jobs.create'] };
    expect((await ask('v1/projects/payments-prod', both)).body).toEqual(held);
    expect((await ask('v3/projects/310000000001', both)).body).toEqual(held);
    expect((await ask('v3/organizations/100000000001', both)).body).toEqual({});
    expect((await ask('v1/projects/nowhere', both)).body).toEqual({});
    expect(refusal(await ask('v1/projects/payments-prod', ['run.*']))).toBe(
      '400 INVALID_ARGUMENT: Permission run.* is not valid for this resource.',
    );
  });

  it('go into the log of the node that they stand on', async () => {
    const apis = await servedApis();
    const policy = { bindings: [{ role: 'roles/viewer', members: ['user:dev@example.com'] }] };
    const nodes = ['v1/projects/310000000002', 'v1/organizations/100000000001'];
    for (const path of [...nodes, 'v2/folders/200000000001'])
      await apis.call(ADMIN, 'POST', `${path}:setIamPolicy`, { policy });
    await apis.call(DEV, 'POST', 'v3/projects/payments-prod:setIamPolicy', { policy });
    expect(
      apis.log.entries.map((entry) => [
        entry['logName'],
        payload(entry)['methodName'],
        entry['resource'],
        entry['severity'],
      ]),
    ).toEqual([
      [
        'projects/data-dev/logs/cloudaudit.googleapis.com%2Factivity',
        'SetIamPolicy',
        { type: 'project', labels: { project_id: 'data-dev' } },
        'NOTICE',
      ],
      [
        'organizations/100000000001/logs/cloudaudit.googleapis.com%2Factivity',
        'SetIamPolicy',
        { type: 'organization', labels: { organization_id: '100000000001' } },
        'NOTICE',
      ],
      // The administrator has just taken his own role away.
      [
        'folders/200000000001/logs/cloudaudit.googleapis.com%2Factivity',
        'SetIamPolicy',
        { type: 'folder', labels: { folder_id: '200000000001' } },
        'ERROR',
      ],
      [
        'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
        'google.cloud.resourcemanager.v3.Projects.SetIamPolicy',
        { type: 'project', labels: { project_id: 'payments-prod' } },
        'ERROR',
      ],
    ]);
  });

  it('have the shape of a real entry', async () => {
    const apis = await servedApis();
    const bindings = [{ role: 'roles/viewer', members: ['user:dev@example.com'] }];
    await apis.call(ADMIN, 'POST', 'v1/projects/data-dev:setIamPolicy', { policy: { bindings } });
    expect(payload(apis.log.entries[0])).toMatchObject({
      '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
      serviceName: 'cloudresourcemanager.googleapis.com',
      resourceName: 'projects/data-dev',
      authorizationInfo: [
        {
          resource: 'projects/data-dev',
          permission: 'resourcemanager.projects.setIamPolicy',
          granted: true,
        },
      ],
      serviceData: {
        policyDelta: {
          bindingDeltas: expect.arrayContaining([
            { action: 'REMOVE', role: 'roles/run.developer', member: 'user:dev@example.com' },
            { action: 'ADD', role: 'roles/viewer', member: 'user:dev@example.com' },
          ]),
        },
      },
      request: {
        '@type': 'type.googleapis.com/google.iam.v1.SetIamPolicyRequest',
        resource: 'data-dev',
        policy: { bindings },
      },
      response: { '@type': 'type.googleapis.com/google.iam.v1.Policy', bindings },
    });
  });
});
