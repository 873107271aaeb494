import { expect, test } from 'vitest';
import { auditLog } from '../../../../functions/evaluate/sources/audit-log.ts';
import { FIXTURES, readJson } from './raw-entry.ts';

/** Of the job in each entry. */
const UID = '5b0c8a52-9d6f-4f0f-8a55-0d4f1a5c7e21';

const ACTIVITY = 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity';
const COMPUTE_DEFAULT = '310000000001-compute@developer.gserviceaccount.com';
const SHARED = 'batch-runtime@identity-prod.iam.gserviceaccount.com';

const applied = {
  resource: { kind: 'job', project: 'payments-prod', location: 'us-central1', name: 'nightly' },
  disposition: 'applied',
  denial: undefined,
  principal: { kind: 'user', email: 'dev@example.com' },
  serviceAccount: undefined,
  impliesDefault: false,
  userAgent: 'google-cloud-sdk gcloud/528.0.0 command/gcloud.run.jobs.create environment/None',
  method: 'google.cloud.run.v1.Jobs.CreateJob',
};
const appliedByClient = {
  ...applied,
  principal: { kind: 'user', email: 'ci@example.com' },
  userAgent: 'Terraform/1.11.4 terraform-provider-google/7.8.0',
  method: 'google.cloud.run.v2.Jobs.CreateJob',
};
const systemEvent = {
  ...applied,
  serviceAccount: COMPUTE_DEFAULT,
  userAgent: undefined,
};
const denied = { ...applied, disposition: 'denied', serviceAccount: SHARED };

/** Event key, then what the change says beside `eventKey` and `at`, which is the timestamp. */
const CHANGES: Record<string, readonly [log: string, time: string, id: string, change: object]> = {
  'v1-create-unnamed': [
    ACTIVITY,
    '2026-05-04T06:00:00.100001Z',
    '1aa0create',
    { ...applied, serviceAccount: COMPUTE_DEFAULT, impliesDefault: true, generation: 1, uid: UID },
  ],
  'v1-replace-by-console': [
    ACTIVITY,
    '2026-05-04T06:00:01.100001Z',
    '1aa1replace',
    {
      ...applied,
      serviceAccount: 'reports@payments-prod.iam.gserviceaccount.com',
      generation: 2,
      uid: UID,
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64),gzip(gfe)',
      method: 'google.cloud.run.v1.Jobs.ReplaceJob',
    },
  ],
  'v1-replace-by-number': [
    ACTIVITY,
    '2026-05-04T06:00:02.100001Z',
    '1aa2number',
    {
      ...applied,
      projectNumber: '310000000001',
      serviceAccount: COMPUTE_DEFAULT,
      generation: 3,
      uid: UID,
      userAgent: 'google-cloud-sdk gcloud/528.0.0 command/gcloud.run.jobs.replace',
      method: 'google.cloud.run.v1.Jobs.ReplaceJob',
    },
  ],
  'v1-delete': [
    ACTIVITY,
    '2026-05-04T06:00:03.100001Z',
    '1aa3delete',
    {
      ...applied,
      disposition: 'deleted',
      userAgent: 'google-cloud-sdk gcloud/528.0.0 command/gcloud.run.jobs.delete',
      method: 'google.cloud.run.v1.Jobs.DeleteJob',
    },
  ],
  'v1-create-denied-act-as': [
    ACTIVITY,
    '2026-05-04T06:00:04.100001Z',
    '1aa4actas',
    { ...denied, denial: 'act-as' },
  ],
  'v1-create-denied-token-creator': [
    ACTIVITY,
    '2026-05-04T06:00:05.100001Z',
    '1aa5token',
    { ...denied, denial: 'token-creator' },
  ],
  'v1-create-denied-constraint': [
    ACTIVITY,
    '2026-05-04T06:00:06.100001Z',
    '1aa6constraint',
    { ...denied, denial: 'constraint' },
  ],
  'v2-update-denied-policy-violation': [
    ACTIVITY,
    '2026-05-04T06:00:07.100001Z',
    '1aa7violation',
    {
      ...appliedByClient,
      disposition: 'denied',
      denial: 'constraint',
      serviceAccount: SHARED,
      method: 'google.cloud.run.v2.Jobs.UpdateJob',
    },
  ],
  'v1-create-denied-run-permission': [
    ACTIVITY,
    '2026-05-04T06:00:08.100001Z',
    '1aa8denied',
    { ...denied, denial: 'run-permission', serviceAccount: undefined },
  ],
  'v1-create-not-granted-without-status': [
    ACTIVITY,
    '2026-05-04T06:00:09.100001Z',
    '1aa9denied',
    { ...denied, denial: 'run-permission', serviceAccount: undefined },
  ],
  'v1-create-denied-unexplained': [
    ACTIVITY,
    '2026-05-04T06:00:10.100001Z',
    '1ab0other',
    { ...denied, denial: 'other' },
  ],
  'v2-create-first-snake-case': [
    ACTIVITY,
    '2026-05-04T06:00:13.100001Z',
    '1ab3first',
    { ...appliedByClient, serviceAccount: SHARED },
  ],
  'v2-create-last': [
    ACTIVITY,
    '2026-05-04T06:00:14.100001Z',
    '1ab4last',
    { ...appliedByClient, serviceAccount: SHARED, generation: 1, uid: UID, userAgent: undefined },
  ],
  'v2-create-in-parent': [
    ACTIVITY,
    '2026-05-04T06:00:15.100001Z',
    '1ab5parent',
    { ...appliedByClient, impliesDefault: true },
  ],
  'v2-update-redacted': [
    ACTIVITY,
    '2026-05-04T06:00:17.100001Z',
    '1ab7redacted',
    { ...appliedByClient, method: 'google.cloud.run.v2.Jobs.UpdateJob' },
  ],
  'v2-update-split': [
    ACTIVITY,
    '2026-05-04T06:00:18.100001Z',
    '1ab8split-1',
    { ...appliedByClient, method: 'google.cloud.run.v2.Jobs.UpdateJob' },
  ],
  'system-event-update': [
    'projects/payments-prod/logs/cloudaudit.googleapis.com%2Fsystem_event',
    '2026-05-04T06:00:19.100001Z',
    '1ab9system',
    { ...systemEvent, generation: 2, uid: UID, method: '/Jobs.UpdateJob' },
  ],
  'system-event-create-failed': [
    '',
    '2026-05-04T06:00:20.100001Z',
    '1ac0system',
    { ...systemEvent, generation: 2, uid: UID, method: '/Jobs.CreateJob' },
  ],
};

test.each(Object.entries(CHANGES))('%s is read as the change it made or tried', (name, row) => {
  const [log, at, id, change] = row;
  expect(auditLog.read(readJson(FIXTURES, name), 'message-1')).toEqual({
    kind: 'change',
    change: { ...change, at, eventKey: `${log}|${at}|${id}` },
  });
});

test('an entry that an exporter re-shaped is read all the same', () => {
  expect(auditLog.read(readJson(FIXTURES, 'v1-create-reshaped'), 'message-1')).toEqual({
    kind: 'change',
    change: {
      resource: { kind: 'job', project: 'data-dev', location: 'us-central1', name: 'import' },
      disposition: 'applied',
      denial: undefined,
      principal: {
        kind: 'federated',
        subject:
          'principal://iam.googleapis.com/projects/310000000002/locations/global/workloadIdentityPools/ci/subject/repo:example/import',
      },
      serviceAccount: undefined,
      impliesDefault: true,
      eventKey:
        'projects/data-dev/logs/cloudaudit.googleapis.com%2Factivity|2026-05-04 06:00:31.100001000|1ad1reshaped',
      at: '2026-05-04T06:00:31.100001000Z',
      userAgent: 'curl/8.5.0',
      method: 'google.cloud.run.v1.Jobs.CreateJob',
    },
  });
});
