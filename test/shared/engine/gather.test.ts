import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Resource } from '../../../shared/domain/resource.ts';
import {
  type GatherReaders,
  gather,
  type LivePin,
  type LiveSubject,
} from '../../../shared/engine/gather.ts';
import { locate } from '../../../shared/engine/locate.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import type { Google } from '../../../shared/gcp/google.ts';
import { jobReader } from '../../../shared/gcp/jobs.ts';
import { projects } from '../../../shared/gcp/projects.ts';
import { createJob, EVALUATE, type LocalApis, localApis } from '../gcp/local-apis.ts';
import { BATCH_RUNTIME, diagnoseReaders } from './diagnosing.ts';

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
  ...diagnoseReaders(google),
});
const hints = { named: 'unknown', at: '2026-05-04T06:00:00Z' } as const;
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
      ...hints,
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
        diagnosis: expect.objectContaining({ unread: [], deployer: undefined }),
        unread: [],
        named: 'by-default',
      },
    });
  });

  test('names the job by project id when it was asked by number', async () => {
    const gathered = await gather(
      job('nightly', '310000000001'),
      readersOf(apis.as(EVALUATE)),
      hints,
    );
    expect(gathered).toMatchObject({ subject: { resource: { project: 'payments-prod' } } });
  });

  test('tells that the job is gone', async () => {
    const gathered = await gather(job('never-was'), readersOf(apis.as(EVALUATE)), hints);
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
    const gathered = await gather(resource, { ...readers, projects: mayReadAll }, hints);
    expect(gathered).toEqual({ kind: 'outside-organization' });
  });

  test('throws for a project that it cannot read while it may not read every project', async () => {
    const gathered = gather(
      job('nightly', 'data-dev'),
      readersOf(apis.as('user:ci@example.com')),
      hints,
    );
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
      hints,
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
      hints,
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
      hints,
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
      hints,
    );
    await expect(gathered).rejects.toBe(busy);
  });
});

describe("the diagnosis of a live job's account", () => {
  const gatheredAt = async (google: Google, account: string, pinned?: LivePin) => {
    const readers = readersOf(google);
    const read = async (resource: Resource) => {
      const state = await readers.jobs.read(resource);
      return state === undefined ? undefined : { ...state, serviceAccount: account };
    };
    const gathered = await gather(
      job('nightly'),
      { ...readers, jobs: { ...readers.jobs, read } },
      { ...hints, ...(pinned === undefined ? {} : { pinned }) },
    );
    if (gathered.kind !== 'live') throw new Error(`The job is ${gathered.kind}.`);
    return gathered.subject;
  };
  const states = ({ diagnosis }: LiveSubject) =>
    diagnosis.conditions.map(({ id, state }) => `${id} ${state}`);

  test('reads of an account of its own project how it stands, and asks nothing else', async () => {
    const asked: string[] = [];
    const readers = readersOf(apis.as(EVALUATE));
    const gathered = await gather(
      job('nightly'),
      {
        ...readers,
        accounts: {
          get: (email) => {
            asked.push(email);
            return readers.accounts.get(email);
          },
        },
        troubleshooter: { explain: () => Promise.reject(new Error('Nobody asks.')) },
        organizationPolicies: { effective: () => Promise.reject(new Error('Nobody asks.')) },
      },
      hints,
    );
    if (gathered.kind !== 'live') throw new Error(`The job is ${gathered.kind}.`);
    expect(asked).toEqual([DEFAULT]);
    expect(states(gathered.subject)).toEqual([
      'account-usable holds',
      'act-as unknown',
      'token-minting not-needed',
      'cross-project-use not-needed',
    ]);
    expect(gathered.subject.diagnosis).toMatchObject({
      account: { email: DEFAULT, project: 'payments-prod', state: 'enabled' },
      deployer: undefined,
      unread: [],
    });
  });

  test("tells whether another project's account may be used, but not by whom", async () => {
    const subject = await gatheredAt(apis.as(EVALUATE), BATCH_RUNTIME);
    expect(states(subject)).toEqual([
      'account-usable holds',
      'act-as unknown',
      'token-minting missing',
      'cross-project-use holds',
    ]);
    expect(subject.diagnosis.unread).toEqual([]);
  });

  test('is of the address in whichever form the job has it', async () => {
    const subject = await gatheredAt(
      apis.as(EVALUATE),
      'projects/identity-prod/serviceAccounts/Batch-Runtime@identity-prod.iam.gserviceaccount.com',
    );
    expect(subject.diagnosis.account).toMatchObject({ email: BATCH_RUNTIME, state: 'enabled' });
  });

  test('says that an account is gone', async () => {
    const gone = 'retired@payments-prod.iam.gserviceaccount.com';
    const subject = await gatheredAt(apis.as(EVALUATE), gone);
    expect(subject.diagnosis.account).toMatchObject({ state: 'missing', uniqueId: undefined });
    expect(states(subject)[0]).toBe('account-usable missing');
  });

  test('says that an account has another unique id than the one that was pinned', async () => {
    const asked: unknown[] = [];
    const subject = await gatheredAt(
      apis.as(EVALUATE),
      BATCH_RUNTIME,
      (account, project, state) => {
        asked.push(account, project.id, state.generation);
        return Promise.resolve('100000000000000000099');
      },
    );
    expect(asked).toEqual([BATCH_RUNTIME, 'payments-prod', 1]);
    expect(subject.diagnosis.account.state).toBe('re-created');
  });

  test('says what could not be read of an account of another organization', async () => {
    const subject = await gatheredAt(
      apis.as(EVALUATE),
      'x-runtime@elsewhere-prod.iam.gserviceaccount.com',
    );
    expect(states(subject)).toEqual([
      'account-usable unknown',
      'act-as unknown',
      'token-minting unknown',
      'cross-project-use unknown',
    ]);
    expect(subject.diagnosis.unread).toHaveLength(3);
    expect(subject.unread).toEqual([]);
  });

  test('says of a text that is no account no more than it tells', async () => {
    const subject = await gatheredAt(apis.as(EVALUATE), 'somebody@example.com');
    expect(subject.diagnosis).toMatchObject({
      account: { email: 'somebody@example.com', project: undefined, state: 'missing' },
      unread: [],
    });
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
