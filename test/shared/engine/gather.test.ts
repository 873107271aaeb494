import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Resource } from '../../../shared/domain/resource.ts';
import { type GatherReaders, gather } from '../../../shared/engine/gather.ts';
import { locate } from '../../../shared/engine/locate.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import type { Google } from '../../../shared/gcp/google.ts';
import { jobReader } from '../../../shared/gcp/jobs.ts';
import { projects } from '../../../shared/gcp/projects.ts';
import { createJob, EVALUATE, type LocalApis, localApis } from '../gcp/local-apis.ts';

const DEFAULT = '310000000001-compute@developer.gserviceaccount.com';
const organization = 'organizations/100000000001';
const job = (name: string, project = 'payments-prod'): Resource => ({
  kind: 'job',
  project,
  location: 'us-central1',
  name,
});
const readersOf = (google: Google, of = organization): GatherReaders => ({
  organization: of,
  jobs: jobReader(google),
  projects: projects(google),
});
const denied = () =>
  Promise.reject(new ApiFailure('No.', { status: 403, code: 'PERMISSION_DENIED', api: 'x' }));

let apis: LocalApis;
beforeAll(async () => {
  apis = await localApis((file) => {
    const condition = {
      title: 'never',
      expression: 'request.time < timestamp("2000-01-01T00:00:00Z")',
    };
    file.organization.bindings.push(
      { role: 'roles/run.viewer', members: [`serviceAccount:${DEFAULT}`] },
      { role: 'roles/owner', members: [`serviceAccount:${DEFAULT}`], condition },
    );
  });
  await createJob(apis, 'nightly');
});
afterAll(() => apis.close());

describe('gathering', () => {
  test('yields the job, its project and the roles that its account holds there and above', async () => {
    const gathered = await gather(job('nightly'), readersOf(apis.as(EVALUATE)), {
      named: 'by-default',
    });
    expect(gathered).toEqual({
      kind: 'live',
      subject: {
        kind: 'live',
        resource: job('nightly'),
        project: {
          id: 'payments-prod',
          number: '310000000001',
          ancestors: ['folders/200000000001', 'organizations/100000000001'],
        },
        job: expect.objectContaining({ serviceAccount: DEFAULT, lastModifier: 'dev@example.com' }),
        accountRoles: ['roles/editor', 'roles/run.viewer'],
        runningExecutions: [],
        unread: [],
        named: 'by-default',
      },
    });
  });

  test('names the job by project id when it was asked by number', async () => {
    const gathered = await gather(job('nightly', '310000000001'), readersOf(apis.as(EVALUATE)), {
      named: 'unknown',
    });
    expect(gathered).toMatchObject({ subject: { resource: { project: 'payments-prod' } } });
  });

  test('tells that the job is gone', async () => {
    const gathered = await gather(job('never-was'), readersOf(apis.as(EVALUATE)), {
      named: 'unknown',
    });
    expect(gathered).toMatchObject({ kind: 'gone', project: { id: 'payments-prod' } });
  });

  test.each([
    ['that nobody has', job('nightly', 'nowhere-prod'), organization],
    ['of another organization', job('nightly'), 'organizations/999'],
  ])('leaves a project alone %s', async (_, resource, of) => {
    const readers = readersOf(apis.as(EVALUATE), of);
    const mayReadAll = {
      ...readers.projects,
      holdsOnOrganization: async () => ['resourcemanager.projects.get'],
    };
    const gathered = await gather(
      resource,
      { ...readers, projects: mayReadAll },
      { named: 'unknown' },
    );
    expect(gathered).toEqual({ kind: 'outside-organization' });
  });

  test('throws for a project that it cannot read while it may not read every project', async () => {
    const gathered = gather(job('nightly', 'data-dev'), readersOf(apis.as('user:ci@example.com')), {
      named: 'unknown',
    });
    await expect(gathered).rejects.toThrow(
      'Bailiff can neither read the project data-dev nor tell whether it is outside of organizations/100000000001: grant it resourcemanager.projects.get on the organization.',
    );
  });

  test.each([
    ['projects/payments-prod', 'resourcemanager.projects.getIamPolicy'],
    ['folders/200000000001', 'resourcemanager.folders.getIamPolicy'],
    ['organizations/100000000001', 'resourcemanager.organizations.getIamPolicy'],
  ])('says which right is missing when the policy of %s may not be read', async (name, right) => {
    const readers = readersOf(apis.as(EVALUATE));
    const policy = (one: string) => (one === name ? denied() : readers.projects.policy(one));
    const gathered = await gather(
      job('nightly'),
      { ...readers, projects: { ...readers.projects, policy } },
      { named: 'unknown' },
    );
    expect(gathered).toMatchObject({
      subject: {
        accountRoles: undefined,
        unread: [`Bailiff may not read the policy of ${name} (${right}).`],
      },
    });
  });

  test('says so when the executions of a job that has run may not be listed', async () => {
    const readers = readersOf(apis.as(EVALUATE));
    const read = async (resource: Resource) => {
      const state = await readers.jobs.read(resource);
      return state === undefined ? undefined : { ...state, executionCount: 3 };
    };
    const gathered = await gather(
      job('nightly'),
      { ...readers, jobs: { read, runningExecutions: denied } },
      { named: 'unknown' },
    );
    expect(gathered).toMatchObject({
      subject: {
        runningExecutions: [],
        unread: ['Bailiff may not list the executions of the job nightly (run.executions.list).'],
      },
    });
  });

  test('throws when the job itself may not be read', async () => {
    const readers = readersOf(apis.as(EVALUATE));
    const gathered = gather(
      job('nightly'),
      { ...readers, jobs: { ...readers.jobs, read: denied } },
      { named: 'unknown' },
    );
    await expect(gathered).rejects.toMatchObject({ status: 403 });
  });

  test('throws what may pass instead of calling it unread', async () => {
    const readers = readersOf(apis.as(EVALUATE));
    const busy = new ApiFailure('Later.', { status: 503, code: 'UNAVAILABLE', api: 'x' });
    const policy = () => Promise.reject(busy);
    const gathered = gather(
      job('nightly'),
      { ...readers, projects: { ...readers.projects, policy } },
      { named: 'unknown' },
    );
    await expect(gathered).rejects.toBe(busy);
  });
});

test('a project right below the organization is located inside it', async () => {
  expect(await locate('bailiff-prod', readersOf(apis.as(EVALUATE)))).toEqual({
    kind: 'inside',
    project: {
      id: 'bailiff-prod',
      number: '310000000009',
      ancestors: ['organizations/100000000001'],
    },
  });
});
