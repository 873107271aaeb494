import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { auditLog } from '../../../../functions/evaluate/sources/audit-log.ts';
import { FIXTURES, rawEntry, readJson } from './raw-entry.ts';

const IGNORED: Record<string, readonly [reason: string, detail: string]> = {
  'account-disable-failed': [
    'call-failed',
    'google.iam.admin.v1.DisableServiceAccount failed with status code 5.',
  ],
  'account-key-create': [
    'method-does-not-change-access',
    'google.iam.admin.v1.CreateServiceAccountKey changes nothing that lets a job use an account.',
  ],
  'account-mismatch': [
    'account-mismatch',
    'The entry disagrees with itself on the account: resource.labels.email_id says other@identity-prod.iam.gserviceaccount.com, the resource name says batch-runtime@identity-prod.iam.gserviceaccount.com.',
  ],
  'account-of-another-project': [
    'project-mismatch',
    "The entry disagrees with itself on the project: the log name says payments-prod, resource.labels.project_id says payments-prod, the account's address says identity-prod.",
  ],
  'account-set-policy-denied': ['call-failed', 'google.iam.admin.v1.SetIAMPolicy was denied.'],
  'folder-mismatch': [
    'project-mismatch',
    'The entry disagrees with itself on the folder 200000000001.',
  ],
  'org-policy-clear-v1-other-constraint': [
    'other-constraint',
    'ClearOrgPolicy is about another constraint than iam.disableCrossProjectServiceAccountUsage.',
  ],
  'org-policy-get': [
    'method-does-not-change-access',
    'google.cloud.orgpolicy.v2.OrgPolicy.GetPolicy changes nothing that lets a job use an account.',
  ],
  'org-policy-other-constraint': [
    'other-constraint',
    'google.cloud.orgpolicy.v2.OrgPolicy.UpdatePolicy is about another constraint than iam.disableCrossProjectServiceAccountUsage.',
  ],
  'organization-in-project-log': [
    'project-mismatch',
    'The entry is about organizations/100000000001 and stands in the log of a project.',
  ],
  'project-create': [
    'method-does-not-change-access',
    'CreateProject changes nothing that lets a job use an account.',
  ],
  'illegal-job-name': [
    'illegal-name',
    "The location (resource.labels.location) or the job's name (resource.labels.job_name) could not be a real one.",
  ],
  'project-by-caller-alone': [
    'no-resource',
    'Neither log name, resource labels nor resource name say which project the entry is about.',
  ],
  'project-mismatch': [
    'project-mismatch',
    'The entry disagrees with itself on the project: the log name says payments-prod, resource.labels.project_id says payments-prod, the resource name says data-dev.',
  ],
  'service-replace': [
    'not-a-job',
    'google.cloud.run.v1.Services.ReplaceService is not about a job.',
  ],
  'worker-pool-update': [
    'not-a-job',
    'google.cloud.run.v2.WorkerPools.UpdateWorkerPool is not about a job.',
  ],
  'system-event-run': ['method-does-not-change-a-job', "/Jobs.RunJob changes no job's identity."],
  'v2-run': [
    'method-does-not-change-a-job',
    "google.cloud.run.v2.Jobs.RunJob changes no job's identity.",
  ],
  'v1-set-iam-policy': [
    'method-does-not-change-a-job',
    "google.cloud.run.v1.Jobs.SetIamPolicy changes no job's identity.",
  ],
  'v2-delete-execution': [
    'method-does-not-change-a-job',
    "google.cloud.run.v2.Executions.DeleteExecution changes no job's identity.",
  ],
  'v2-unknown-method': [
    'unknown-job-method',
    'google.cloud.run.v2.Jobs.MoveJob is about a Cloud Run job and Bailiff does not know what it does; add it to the table of methods.',
  ],
  'v2-update-validate-only': [
    'validate-only',
    'google.cloud.run.v2.Jobs.UpdateJob was asked to validate only.',
  ],
  'v1-create-exists': [
    'call-failed',
    'google.cloud.run.v1.Jobs.CreateJob failed with status code 6.',
  ],
  'v2-update-conflict': [
    'call-failed',
    'google.cloud.run.v2.Jobs.UpdateJob failed with status code 10.',
  ],
  'text-entry': [
    'not-a-log-entry',
    'The payload is not a LogEntry with an audit log in its protoPayload.',
  ],
};

test.each(Object.entries(IGNORED))('%s is ignored, with its reason', (name, row) => {
  const [reason, detail] = row;
  expect(auditLog.read(readJson(FIXTURES, name), 'message-1')).toEqual({
    kind: 'ignored',
    reason,
    detail,
  });
});

test('every fixture that is ignored is expected to be', () => {
  const all = readdirSync(FIXTURES).map((file) => file.replace('.json', ''));
  const ignored = all.filter(
    (name) => auditLog.read(readJson(FIXTURES, name), 'message-1').kind === 'ignored',
  );
  expect(ignored.toSorted()).toEqual(Object.keys(IGNORED).toSorted());
});

test('a denied delete is a failed call, not an attempted deploy', () => {
  const entry = rawEntry({
    methodName: 'google.cloud.run.v2.Jobs.DeleteJob',
    status: { code: 7, message: "Permission 'run.jobs.delete' denied on resource 'nightly'." },
  });
  expect(auditLog.read(entry, 'message-1')).toEqual({
    kind: 'ignored',
    reason: 'call-failed',
    detail: 'google.cloud.run.v2.Jobs.DeleteJob was denied.',
  });
});

describe('accepts', () => {
  test('takes log entries with an audit payload, of any service', () => {
    expect(auditLog.accepts(rawEntry())).toBe(true);
    expect(auditLog.accepts(readJson(FIXTURES, 'project-set-iam-policy'))).toBe(true);
  });

  test.each([[null], [undefined], [7], ['entry'], [[]], [{}], [{ protoPayload: 'elided' }]])(
    'leaves %j to another source',
    (payload: unknown) => {
      expect(auditLog.accepts(payload)).toBe(false);
      expect(auditLog.read(payload, 'message-1')).toMatchObject({ reason: 'not-a-log-entry' });
    },
  );
});

describe('the service', () => {
  test('may be absent when method or resource type tell it', () => {
    expect(auditLog.read(rawEntry({ serviceName: undefined }), 'message-1').kind).toBe('change');
    const older = rawEntry({ serviceName: '', methodName: '/Jobs.UpdateJob' });
    expect(auditLog.read(older, 'message-1').kind).toBe('change');
  });

  test('is not guessed when nothing tells it', () => {
    const entry = rawEntry(
      { serviceName: undefined, methodName: 'Jobs.CreateJob' },
      { resource: 1 },
    );
    expect(auditLog.read(entry, 'message-1')).toEqual({
      kind: 'ignored',
      reason: 'not-cloud-run',
      detail:
        'The entry is of no service, which neither runs jobs nor decides who may use an account.',
    });
  });
});

describe('the event key', () => {
  const read = (envelope: object) => {
    const reading = auditLog.read(rawEntry({}, { ...envelope }), 'message-1');
    return reading.kind === 'change' ? reading.change.eventKey : reading.kind;
  };

  test('keeps the place of what is absent', () => {
    expect(read({ logName: undefined, timestamp: 5 })).toBe('||1aa0create');
  });

  test('is the delivery when the entry has no key of its own', () => {
    expect(read({ logName: undefined, timestamp: undefined, insertId: undefined })).toBe(
      'unkeyed|message-1',
    );
  });

  test('is bounded', () => {
    expect(read({ insertId: 'x'.repeat(1_000_000) })).toHaveLength(221);
  });
});

test("the caller's user agent is bounded and has no control characters", () => {
  const agent = `gcloud\u0000\r\n{"severity":"INFO"}\u202e${'x'.repeat(1000)}`;
  const entry = rawEntry({ requestMetadata: { callerSuppliedUserAgent: agent } });
  expect(auditLog.read(entry, 'message-1')).toMatchObject({
    change: { userAgent: `gcloud{"severity":"INFO"}${'x'.repeat(231)}` },
  });
});
