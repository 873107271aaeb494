import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withMember } from '../../../shared/domain/iam-policy.ts';
import { impersonate } from '../../../shared/gcp/google.ts';
import { projects } from '../../../shared/gcp/projects.ts';
import { EVALUATE, type LocalApis, localApis, REMEDIATE } from './local-apis.ts';

const GRANTER = 'bailiff-role-granter@bailiff-prod.iam.gserviceaccount.com';

let apis: LocalApis;
beforeAll(async () => {
  apis = await localApis();
});
afterAll(() => apis.close());

describe('projects', () => {
  test.each(['payments-prod', '310000000001'])('are found by %s', async (idOrNumber) => {
    expect(await projects(apis.as(EVALUATE)).get(idOrNumber)).toEqual({
      id: 'payments-prod',
      number: '310000000001',
      parent: 'folders/200000000001',
    });
  });

  test('have their labels, where they have any', async () => {
    const project = apis.organization.projects.get('data-dev');
    if (project === undefined) throw new Error('There is no project data-dev.');
    apis.organization.projects.set('data-dev', { ...project, labels: { team: 'data' } });
    const found = await projects(apis.as(EVALUATE)).get('data-dev');
    expect(found).toMatchObject({ id: 'data-dev', labels: { team: 'data' } });
  });

  test('that are not there and those that may not be read are told alike', async () => {
    expect(await projects(apis.as(EVALUATE)).get('nowhere-prod')).toBeUndefined();
    expect(await projects(apis.as('user:ci@example.com')).get('data-dev')).toBeUndefined();
  });

  test('know the way up to the organization', async () => {
    const { ancestors } = projects(apis.as(EVALUATE));
    expect(await ancestors('payments-prod')).toEqual([
      'folders/200000000001',
      'organizations/100000000001',
    ]);
    expect(await ancestors('bailiff-prod')).toEqual(['organizations/100000000001']);
  });

  test.each(['projects/payments-prod', 'folders/200000000001', 'organizations/100000000001'])(
    'the policy of %s is read with an etag',
    async (name) => {
      expect(await projects(apis.as(EVALUATE)).policy(name)).toMatchObject({
        etag: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
      });
    },
  );

  test('keep every other binding when a member is added', async () => {
    const writer = projects(impersonate(apis.as(REMEDIATE), GRANTER));
    const before = await writer.policy('projects/data-dev');
    const member = 'serviceAccount:reports@payments-prod.iam.gserviceaccount.com';
    await writer.setPolicy(
      'projects/data-dev',
      withMember(before, 'roles/logging.logWriter', member),
    );
    expect((await writer.policy('projects/data-dev')).bindings).toEqual([
      ...(before.bindings ?? []),
      { role: 'roles/logging.logWriter', members: [member] },
    ]);
    await expect(writer.setPolicy('projects/data-dev', before)).rejects.toMatchObject({
      status: 409,
    });
  });

  test('tell which permissions the caller holds on the organization', async () => {
    const asked = ['resourcemanager.projects.get', 'run.jobs.update'];
    const organization = 'organizations/100000000001';
    expect(await projects(apis.as(EVALUATE)).holdsOnOrganization(organization, asked)).toEqual([
      'resourcemanager.projects.get',
    ]);
    expect(
      await projects(apis.as('user:ci@example.com')).holdsOnOrganization(organization, asked),
    ).toEqual([]);
  });
});
