import { describe, expect, test } from 'vitest';
import { readMethod } from '../../../../functions/evaluate/sources/methods.ts';
import { entryOf } from './raw-entry.ts';

const service = {
  type: 'cloud_run_revision',
  labels: { project_id: 'payments-prod', service_name: 'shop' },
};

describe('methods that change a job', () => {
  test.each([
    ['google.cloud.run.v1.Jobs.CreateJob', 'change', false],
    ['google.cloud.run.v1.Jobs.ReplaceJob', 'change', false],
    ['google.cloud.run.v1.Jobs.UpdateJob', 'change', false],
    ['google.cloud.run.v2.Jobs.UpdateJob', 'change', false],
    ['google.cloud.run.v2.Jobs.DeleteJob', 'delete', false],
    ['Jobs.CreateJob', 'change', false],
    ['/Jobs.CreateJob', 'change', true],
    ['/Jobs.UpdateJob', 'change', true],
    ['/Jobs.DeleteJob', 'delete', true],
  ])('%s: %s', (methodName, effect, isSystemEvent) => {
    expect(readMethod(entryOf({ methodName }))).toEqual({
      kind: 'method',
      effect,
      name: methodName,
      systemEvent: isSystemEvent,
    });
  });
});

describe('methods that change none', () => {
  test.each([
    ['google.cloud.run.v2.Jobs.RunJob'],
    ['google.cloud.run.v1.Jobs.GetJob'],
    ['google.cloud.run.v1.Jobs.ListJobs'],
    ['google.cloud.run.v1.Jobs.GetIamPolicy'],
    ['google.cloud.run.v1.Jobs.SetIamPolicy'],
    ['google.cloud.run.v2.Jobs.TestIamPermissions'],
    ['google.cloud.run.v1.Executions.CancelExecution'],
    ['google.cloud.run.v2.Tasks.GetTask'],
    ['/Jobs.RunJob'],
  ])('%s', (methodName) => {
    expect(readMethod(entryOf({ methodName }))).toMatchObject({
      reason: 'method-does-not-change-a-job',
    });
  });
});

describe('methods that may change a job, for all that is known', () => {
  test.each([
    ['google.cloud.run.v3.Jobs.PatchJob'],
    ['google.cloud.run.v2.Jobs.constructor'],
    ['google.cloud.run.v2.Jobs.createjob'],
    ['google.cloud.run.v2.Jobs.CreateJob\n'],
    ['google.cloud.run.v2.Jobs.Batch.CreateJob'],
    ['google.cloud.run.v2.Jobs.'],
    ['google.cloud.serverless.internal.InternalJobs.ReplaceInternalJob'],
    [undefined],
  ])('%s', (methodName) => {
    expect(readMethod(entryOf({ methodName }))).toMatchObject({ reason: 'unknown-job-method' });
  });

  test('are told by the resource name when the resource type does not tell', () => {
    const entry = entryOf({ methodName: 'google.cloud.run.v3.JobAdmin.Patch' }, { resource: {} });
    expect(readMethod(entry)).toMatchObject({ reason: 'unknown-job-method' });
  });

  test('are named in a sentence that is the same for every entry, and holds nothing odd', () => {
    expect(readMethod(entryOf({ methodName: 'Jobs.<b>\u0007Move' }))).toEqual({
      kind: 'ignored',
      reason: 'unknown-job-method',
      detail:
        'Jobs.?b??Move is about a Cloud Run job and Bailiff does not know what it does; add it to the table of methods.',
    });
  });
});

describe('methods of something else', () => {
  test.each([
    ['google.cloud.run.v1.Services.ReplaceService'],
    ['google.cloud.run.v2.WorkerPools.UpdateWorkerPool'],
    ['/Services.CreateService'],
    ['google.cloud.serverless.internal.InternalServices.ReplaceInternalService'],
    ['google.cloud.run.v2.Revisions.DeleteRevision'],
    ['google.cloud.run.v2.MyJobs.Create'],
    [undefined],
  ])('%s', (methodName) => {
    const entry = entryOf(
      { methodName, resourceName: 'namespaces/payments-prod/services/shop' },
      { resource: service },
    );
    expect(readMethod(entry)).toMatchObject({ reason: 'not-a-job' });
  });

  test('stay something else on a resource that is typed as a job', () => {
    const entry = entryOf({ methodName: 'google.cloud.run.v1.Services.ReplaceService' });
    expect(readMethod(entry)).toMatchObject({ reason: 'not-a-job' });
  });
});
