import { serviceusage_v1 } from 'googleapis/build/src/apis/serviceusage/v1.js';
import { describe, expect, it } from 'vitest';
import { DEV, refusal, servedApis } from './served-apis.ts';

const OWNER = 'user:owner@example.com';

function withOwner() {
  return servedApis(({ organization }) => {
    organization.bindings.push({ role: 'roles/owner', members: [OWNER] });
  });
}

describe('services of a project', () => {
  it('are read and enabled by the real client', async () => {
    const apis = await withOwner();
    const api = new serviceusage_v1.Serviceusage(apis.client(OWNER));
    const name = 'projects/payments-prod/services/secretmanager.googleapis.com';
    expect((await api.services.get({ name })).data).toEqual({
      name: 'projects/310000000001/services/secretmanager.googleapis.com',
      config: { name: 'secretmanager.googleapis.com' },
      state: 'DISABLED',
      parent: 'projects/310000000001',
    });
    const { data } = await api.services.enable({ name, requestBody: {} });
    expect(data).toMatchObject({ done: true, response: { service: { state: 'ENABLED' } } });
    expect((await api.operations.get({ name: data.name ?? '' })).data).toEqual(data);
    expect((await api.services.get({ name })).data.state).toBe('ENABLED');
    const again = await api.services.enable({ name, requestBody: {} });
    expect(again.data.name).toBe('operations/noop.DONE_OPERATION');
    const parent = 'projects/payments-prod';
    const list = await api.services.list({ parent, filter: 'state:ENABLED' });
    expect(list.data.services?.map((service) => service.config?.name)).toEqual([
      'run.googleapis.com',
      'secretmanager.googleapis.com',
    ]);
  });

  it('are enabled together', async () => {
    const apis = await withOwner();
    const serviceIds = ['iam.googleapis.com', 'logging.googleapis.com'];
    const path = 'v1/projects/data-dev/services:batchEnable';
    await apis.call(OWNER, 'POST', path, { serviceIds });
    expect([...(apis.organization.projects.get('data-dev')?.services ?? [])]).toEqual([
      'run.googleapis.com',
      ...serviceIds,
    ]);
  });

  it('are refused to who may not, and where there is none of the name', async () => {
    const apis = await withOwner();
    const path = 'v1/projects/payments-prod/services/run.googleapis.com';
    expect(refusal(await apis.call(DEV, 'GET', path))).toBe(
      '403 PERMISSION_DENIED: Permission denied to get service [run.googleapis.com]',
    );
    expect(refusal(await apis.call(DEV, 'POST', `${path}:enable`, {}))).toBe(
      '403 PERMISSION_DENIED: Permission denied to enable service [run.googleapis.com]',
    );
    const strange = 'v1/projects/payments-prod/services/run.example.com:enable';
    expect(refusal(await apis.call(OWNER, 'POST', strange, {}))).toBe(
      '403 PERMISSION_DENIED: Not found or permission denied for service(s): run.example.com.',
    );
  });

  it('bring Cloud Run’s service agent, which is not there before', async () => {
    const apis = await servedApis(({ organization, projects }) => {
      organization.bindings.push({ role: 'roles/owner', members: [OWNER] });
      for (const project of projects) if (project.id === 'data-dev') project.services = [];
    });
    const agent = 'service-310000000002@serverless-robot-prod.iam.gserviceaccount.com';
    const account = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
    const members = [`serviceAccount:${agent}`];
    const role = 'roles/iam.serviceAccountTokenCreator';
    const grant = () =>
      apis.call(OWNER, 'POST', `v1/projects/-/serviceAccounts/${account}:setIamPolicy`, {
        policy: { bindings: [{ role, members }] },
      });
    const read = async () =>
      JSON.stringify((await apis.call(OWNER, 'POST', 'v1/projects/data-dev:getIamPolicy')).body);
    const jobs = 'v2/projects/data-dev/locations/us-central1/jobs';
    expect(refusal(await grant())).toBe(
      `400 INVALID_ARGUMENT: Service account ${agent} does not exist.`,
    );
    expect(await read()).not.toContain(agent);
    expect(refusal(await apis.call(DEV, 'GET', jobs))).toMatch(
      /^403 PERMISSION_DENIED: Cloud Run Admin API has not been used in project 310000000002/,
    );
    const enable = 'v1/projects/data-dev/services/run.googleapis.com:enable';
    expect((await apis.call(OWNER, 'POST', enable, {})).status).toBe(200);
    expect((await grant()).status).toBe(200);
    expect(await read()).toContain(`{"role":"roles/run.serviceAgent","members":["${members}"]}`);
    expect((await apis.call(DEV, 'GET', jobs)).status).toBe(200);
  });
});
