import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditLog } from '../../functions/evaluate/sources/audit-log.ts';
import type { LogEntry } from '../../sandbox/audit/entry-log.ts';
import { passesSink } from '../../sandbox/delivery/sink.ts';
import { ROOT } from './configuration.ts';
import { readFilter } from './sink-filter.ts';

const FIXTURES = join(ROOT, 'test/fixtures/audit');
const TEXT = readFileSync(join(ROOT, 'infra/sink-filter.txt'), 'utf8');
const filter = readFilter(TEXT);

const fixtures = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.json'))
  .map((name) => {
    const entry = JSON.parse(readFileSync(join(FIXTURES, name), 'utf8')) as LogEntry;
    return { name, entry };
  });

function entry(serviceName: string, methodName: string, log = 'activity'): LogEntry {
  const logName = `projects/payments-prod/logs/cloudaudit.googleapis.com%2F${log}`;
  return { logName, protoPayload: { serviceName, methodName } };
}

/** Service, method, and whether the sink exports it. */
const METHODS: readonly (readonly [service: string, method: string, exported: boolean])[] = [
  ['run.googleapis.com', 'google.cloud.run.v1.Jobs.CreateJob', true],
  ['run.googleapis.com', 'google.cloud.run.v2.Jobs.UpdateJob', true],
  ['run.googleapis.com', '/Jobs.ReplaceJob', true],
  ['run.googleapis.com', 'google.cloud.run.v3.Jobs.TransmogrifyJob', true],
  ['run.googleapis.com', 'google.cloud.run.v1.Services.ReplaceService', false],
  ['run.googleapis.com', 'google.cloud.run.v1.CronJobs.CreateJob', false],
  ['dataproc.googleapis.com', 'google.cloud.dataproc.v1.Jobs.CreateJob', false],
  ['iam.googleapis.com', 'google.iam.admin.v1.SetIAMPolicy', true],
  ['iam.googleapis.com', 'google.iam.admin.v1.SetIamPolicy', true],
  ['iam.googleapis.com', 'google.iam.admin.v1.CreateServiceAccount', true],
  ['iam.googleapis.com', 'google.iam.admin.v1.DeleteServiceAccount', true],
  ['iam.googleapis.com', 'google.iam.admin.v1.UndeleteServiceAccount', true],
  ['iam.googleapis.com', 'google.iam.admin.v1.DisableServiceAccount', true],
  ['iam.googleapis.com', 'google.iam.admin.v1.EnableServiceAccount', true],
  ['iam.googleapis.com', 'google.iam.admin.v1.UpdateRole', true],
  ['iam.googleapis.com', 'google.iam.admin.v1.DeleteRole', true],
  ['iam.googleapis.com', 'google.iam.admin.v1.UndeleteRole', true],
  ['iam.googleapis.com', 'google.iam.v2.Policies.CreatePolicy', true],
  ['iam.googleapis.com', 'google.iam.v2beta.Policies.DeletePolicy', true],
  ['iam.googleapis.com', 'google.iam.admin.v1.CreateServiceAccountKey', false],
  ['iam.googleapis.com', 'google.iam.admin.v1.CreateRole', false],
  ['cloudresourcemanager.googleapis.com', 'SetIamPolicy', true],
  [
    'cloudresourcemanager.googleapis.com',
    'google.cloud.resourcemanager.v3.Folders.SetIamPolicy',
    true,
  ],
  [
    'cloudresourcemanager.googleapis.com',
    'google.cloud.resourcemanager.v3.Projects.MoveProject',
    true,
  ],
  [
    'cloudresourcemanager.googleapis.com',
    'google.cloud.resourcemanager.v3.Folders.MoveFolder',
    true,
  ],
  ['cloudresourcemanager.googleapis.com', 'UpdateProject', true],
  ['cloudresourcemanager.googleapis.com', 'SetOrgPolicy', true],
  ['cloudresourcemanager.googleapis.com', 'ClearOrgPolicy', true],
  ['cloudresourcemanager.googleapis.com', 'CreateProject', false],
  ['orgpolicy.googleapis.com', 'google.cloud.orgpolicy.v2.OrgPolicy.CreatePolicy', true],
  ['orgpolicy.googleapis.com', 'google.cloud.orgpolicy.v2.OrgPolicy.UpdatePolicy', true],
  ['orgpolicy.googleapis.com', 'google.cloud.orgpolicy.v2.OrgPolicy.DeletePolicy', true],
  ['orgpolicy.googleapis.com', 'google.cloud.orgpolicy.v2.OrgPolicy.CreateCustomConstraint', false],
  ['storage.googleapis.com', 'storage.setIamPermissions', false],
];

describe("the sink's filter", () => {
  it.each(METHODS)('of %s %s: exported is %s', (service, method, exported) => {
    expect(filter(entry(service, method))).toBe(exported);
  });

  it.each(METHODS)("judges %s %s as the local organization's sink does", (service, method) => {
    expect(passesSink(entry(service, method))).toBe(filter(entry(service, method)));
  });

  it.each(fixtures)("judges $name as the local organization's sink does", ({ entry: one }) => {
    expect(passesSink(one)).toBe(filter(one));
  });

  it('exports every Admin Activity fixture that evaluate does not ignore', () => {
    const heeded = fixtures.filter(
      ({ entry: one }) =>
        String(one['logName']).endsWith('%2Factivity') &&
        auditLog.read(one, 'key', '2026-10-01T00:00:00Z').kind !== 'ignored',
    );
    expect(heeded.length).toBeGreaterThan(10);
    expect(heeded.filter(({ entry: one }) => !filter(one)).map(({ name }) => name)).toEqual([]);
  });

  it.each(['data_access', 'system_event', 'policy'])('leaves the log %s alone', (log) => {
    expect(filter(entry('run.googleapis.com', 'google.cloud.run.v1.Jobs.CreateJob', log))).toBe(
      false,
    );
  });

  it('takes the log of an organization and of a folder too', () => {
    const logName = 'organizations/100000000001/logs/cloudaudit.googleapis.com%2Factivity';
    expect(
      filter({ ...entry('cloudresourcemanager.googleapis.com', 'SetIamPolicy'), logName }),
    ).toBe(true);
  });

  it('fits into a sink', () => {
    expect(TEXT.length).toBeLessThan(20_000);
  });
});

describe('what reads the filter', () => {
  const one = entry('run.googleapis.com', 'Jobs.CreateJob');

  it.each([
    ['protoPayload.serviceName="run.googleapis.com"', true],
    ['protoPayload.serviceName="run"', false],
    ['protoPayload.serviceName=~"^run"', true],
    ['protoPayload.methodName=~"Delete" OR protoPayload.methodName=~"Create"', true],
    ['protoPayload.serviceName=~"^run" AND (protoPayload.methodName=~"Delete")', false],
    ['log_id("cloudaudit.googleapis.com/activity")', true],
    ['log_id("cloudaudit.googleapis.com/data_access")', false],
  ])('understands %s', (text, passes) => {
    expect(readFilter(text)(one)).toBe(passes);
  });

  it.each(['severity>=ERROR', 'a="b" AND c="d" OR e="f"', '(a="b"', 'a="b")', 'NOT a="b"'])(
    'refuses %s rather than understand half of it',
    (text) => {
      expect(() => readFilter(text)).toThrow(Error);
    },
  );
});
