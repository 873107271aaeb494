import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { passesSink } from '../../../sandbox/delivery/sink.ts';

const entry = (methodName: unknown, change: Readonly<Record<string, unknown>> = {}) => ({
  logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
  protoPayload: { serviceName: 'run.googleapis.com', methodName },
  ...change,
});
const fixture = (name: string) =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../../fixtures/audit', name), 'utf8'),
  ) as Readonly<Record<string, unknown>>;

describe('the sink passes on', () => {
  it.each([
    'google.cloud.run.v1.Jobs.CreateJob',
    'google.cloud.run.v1.Jobs.ReplaceJob',
    'google.cloud.run.v2.Jobs.UpdateJob',
    'google.cloud.run.v2.Jobs.DeleteJob',
    'google.cloud.run.v1.Jobs.SetIamPolicy',
    '/Jobs.CreateJob',
    'Jobs.CreateJob',
  ])('%s, which is about jobs', (method) => {
    expect(passesSink(entry(method))).toBe(true);
  });

  it('a job method that nobody has heard of', () => {
    expect(passesSink(entry('google.cloud.run.v3.Jobs.TransmogrifyJob'))).toBe(true);
  });

  it('a refused call, whatever its severity', () => {
    expect(passesSink(fixture('v1-create-denied-act-as.json'))).toBe(true);
  });

  it.each([
    ['iam.googleapis.com', 'google.iam.admin.v1.SetIAMPolicy'],
    ['iam.googleapis.com', 'google.iam.admin.v1.SetIamPolicy'],
    ['iam.googleapis.com', 'google.iam.admin.v1.CreateServiceAccount'],
    ['iam.googleapis.com', 'google.iam.admin.v1.DeleteServiceAccount'],
    ['iam.googleapis.com', 'google.iam.admin.v1.UndeleteServiceAccount'],
    ['iam.googleapis.com', 'google.iam.admin.v1.DisableServiceAccount'],
    ['iam.googleapis.com', 'google.iam.admin.v1.EnableServiceAccount'],
    ['iam.googleapis.com', 'google.iam.admin.v1.UpdateRole'],
    ['iam.googleapis.com', 'google.iam.admin.v1.DeleteRole'],
    ['iam.googleapis.com', 'google.iam.admin.v1.UndeleteRole'],
    ['iam.googleapis.com', 'google.iam.v2.Policies.CreatePolicy'],
    ['iam.googleapis.com', 'google.iam.v2.Policies.UpdatePolicy'],
    ['iam.googleapis.com', 'google.iam.v2.Policies.DeletePolicy'],
    ['cloudresourcemanager.googleapis.com', 'SetIamPolicy'],
    ['cloudresourcemanager.googleapis.com', 'google.cloud.resourcemanager.v3.Folders.SetIamPolicy'],
    ['cloudresourcemanager.googleapis.com', 'SetOrgPolicy'],
    ['cloudresourcemanager.googleapis.com', 'ClearOrgPolicy'],
    ['cloudresourcemanager.googleapis.com', 'UpdateProject'],
    ['cloudresourcemanager.googleapis.com', 'google.cloud.resourcemanager.v3.Projects.MoveProject'],
    ['cloudresourcemanager.googleapis.com', 'google.cloud.resourcemanager.v3.Folders.MoveFolder'],
    ['orgpolicy.googleapis.com', 'google.cloud.orgpolicy.v2.OrgPolicy.CreatePolicy'],
    ['orgpolicy.googleapis.com', 'google.cloud.orgpolicy.v2.OrgPolicy.UpdatePolicy'],
    ['orgpolicy.googleapis.com', 'google.cloud.orgpolicy.v2.OrgPolicy.DeletePolicy'],
  ])('what decides who may use an account: %s %s', (serviceName, methodName) => {
    expect(passesSink(entry('', { protoPayload: { serviceName, methodName } }))).toBe(true);
  });

  it("an entry of a folder's log", () => {
    expect(
      passesSink(
        entry('google.cloud.run.v1.Jobs.CreateJob', {
          logName: 'folders/200000000001/logs/cloudaudit.googleapis.com%2Factivity',
        }),
      ),
    ).toBe(true);
  });
});

describe('the sink holds back', () => {
  it.each([
    'google.cloud.run.v1.Services.ReplaceService',
    'google.cloud.run.v1.CronJobs.CreateJob',
    'google.cloud.run.v1.Jobs',
    '',
    undefined,
    7,
  ])('the method %s', (method) => {
    expect(passesSink(entry(method))).toBe(false);
  });

  it.each([
    'projects/payments-prod/logs/cloudaudit.googleapis.com%2Fdata_access',
    'projects/payments-prod/logs/cloudaudit.googleapis.com%2Fsystem_event',
    'projects/payments-prod/logs/activity',
    undefined,
  ])('the log %s', (logName) => {
    expect(passesSink(entry('google.cloud.run.v1.Jobs.CreateJob', { logName }))).toBe(false);
  });

  it('job methods of another service', () => {
    const protoPayload = {
      serviceName: 'dataproc.googleapis.com',
      methodName: 'google.cloud.dataproc.v1.Jobs.CreateJob',
    };
    expect(passesSink(entry('', { protoPayload }))).toBe(false);
  });

  it.each([
    ['iam.googleapis.com', 'google.iam.admin.v1.CreateServiceAccountKey'],
    ['iam.googleapis.com', 'google.iam.admin.v1.PatchServiceAccount'],
    ['iam.googleapis.com', 'google.iam.admin.v1.CreateRole'],
    ['cloudresourcemanager.googleapis.com', 'CreateProject'],
    ['storage.googleapis.com', 'storage.setIamPermissions'],
    [
      'secretmanager.googleapis.com',
      'google.cloud.secretmanager.v1.SecretManagerService.SetIamPolicy',
    ],
    [undefined, 'SetIamPolicy'],
  ])('what decides nothing about accounts: %s %s', (serviceName, methodName) => {
    expect(passesSink(entry('', { protoPayload: { serviceName, methodName } }))).toBe(false);
  });

  it.each([undefined, null, 'text', []])('an entry whose payload is %j', (protoPayload) => {
    expect(passesSink(entry('', { protoPayload }))).toBe(false);
  });
});
