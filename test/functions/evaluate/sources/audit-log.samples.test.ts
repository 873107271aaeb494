import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { auditLog } from '../../../../functions/evaluate/sources/audit-log.ts';
import { readJson } from './raw-entry.ts';

/** Of the job in each entry. */
const UID = 'd607d42a-60c3-4e76-ac35-6ffc273b4237';

/** Entries collected from public sources; they lie beside the repository, not in it. */
const SAMPLES = new URL('../../../../../shared/samples/audit/', import.meta.url);
const absent = !existsSync(SAMPLES);
if (absent)
  process.stderr.write(
    'Skipped the collected audit entries: ../shared/samples/audit is not beside this repository.\n',
  );

const deployed = {
  resource: { kind: 'job', project: 'demo-prj', location: 'europe-west1', name: 'nightly' },
  disposition: 'applied',
  denial: undefined,
  principal: { kind: 'service-account', email: 'deployer@demo-prj.iam.gserviceaccount.com' },
  serviceAccount: 'runner@demo-prj.iam.gserviceaccount.com',
  impliesDefault: false,
  eventKey:
    'projects/demo-prj/logs/cloudaudit.googleapis.com%2Factivity|2026-03-02T10:11:12.123456Z|1abcdefg2hij',
  at: '2026-03-02T10:11:12.123456Z',
  userAgent: 'google-cloud-sdk gcloud/528.0.0 command/gcloud.run.jobs.create,gzip(gfe)',
  method: 'google.cloud.run.v1.Jobs.CreateJob',
};

const CHANGES: Record<string, object> = {
  'inferred-job-v1-create-activity': { ...deployed, generation: 1, uid: UID },
  'inferred-job-v1-create-activity-default-sa': {
    ...deployed,
    serviceAccount: '123456789012-compute@developer.gserviceaccount.com',
    impliesDefault: true,
    generation: 1,
    uid: UID,
  },
  'inferred-job-v1-create-activity-actas-denied-code7': {
    ...deployed,
    disposition: 'denied',
    denial: 'act-as',
    serviceAccount: 'shared@other-prj.iam.gserviceaccount.com',
  },
  'inferred-job-v1-create-activity-tokencreator-denied-code7': {
    ...deployed,
    disposition: 'denied',
    denial: 'token-creator',
    serviceAccount: 'shared@other-prj.iam.gserviceaccount.com',
  },
  'inferred-job-v1-replace-activity': {
    ...deployed,
    generation: 2,
    uid: UID,
    method: 'google.cloud.run.v1.Jobs.ReplaceJob',
  },
  'inferred-job-v2-create-activity-camelcase': {
    ...deployed,
    method: 'google.cloud.run.v2.Jobs.CreateJob',
  },
  'inferred-job-v2-update-systemevent-ready': {
    ...deployed,
    eventKey:
      'projects/demo-prj/logs/cloudaudit.googleapis.com%2Fsystem_event|2026-03-02T10:11:12.123456Z|1abcdefg2hij',
    userAgent: undefined,
    generation: 2,
    uid: UID,
    method: '/Jobs.UpdateJob',
  },
};

const DRIFTS: Record<string, object> = {
  'project-setiampolicy-activity': {
    scope: { kind: 'place', name: 'projects/cd-np-test1' },
    what: 'user-10@example.com changed the policy of projects/cd-np-test1 (SetIamPolicy).',
    principal: { kind: 'user', email: 'user-10@example.com' },
    eventKey:
      'projects/cd-np-test1/logs/cloudaudit.googleapis.com%2Factivity|2021-07-27T03:29:43.406122Z|bxxka8e1doza',
    at: '2021-07-27T03:29:43.406122Z',
    method: 'SetIamPolicy',
    deltas: [
      {
        ...{ action: 'REMOVE', role: 'roles/compute.admin', conditional: false },
        member: 'serviceAccount:compute-full@cd-np-test1.iam.gserviceaccount.com',
      },
    ],
  },
};

const IGNORED: Record<string, string> = {
  'denied-activity-code7-serviceusage': 'not-cloud-run',
  // Its project stands in the caller's request alone.
  'job-v1-replace-activity-SYNTHETIC-nakamasato': 'no-resource',
  // A payload without the log entry around it.
  'lro-first-cloudfunctions-v2-update-protopayload': 'not-a-log-entry',
  'service-v1-create-activity-alreadyexists-code6-panther': 'not-a-job',
  'service-v1-create-activity-success-panther': 'not-a-job',
  'service-v1-create-systemevent-ready-2025': 'not-a-job',
  'service-v1-delete-activity-success': 'not-a-job',
  'service-v1-replace-activity-code3-redactions-PARTIAL-2025': 'not-a-job',
  'service-v1-replace-activity-success': 'not-a-job',
  'service-v1-replace-systemevent-ready-2024': 'not-a-job',
  'service-v1-setiampolicy-activity-denied-SYNTHETIC-panther': 'not-a-job',
  'service-v1-setiampolicy-activity-success-panther': 'not-a-job',
};

describe.skipIf(absent)('the audit entries collected from public sources', () => {
  test.each(Object.entries(CHANGES))('%s is the change that its name says', (name, change) => {
    expect(auditLog.read(readJson(SAMPLES, name), 'message-1')).toEqual({ kind: 'change', change });
  });

  test.each(Object.entries(DRIFTS))('%s may have altered who may use an account', (name, drift) => {
    expect(auditLog.read(readJson(SAMPLES, name), 'message-1')).toEqual({ kind: 'drift', drift });
  });

  test.each(Object.entries(IGNORED))('%s changes no job: %s', (name, reason) => {
    expect(auditLog.read(readJson(SAMPLES, name), 'message-1')).toMatchObject({
      kind: 'ignored',
      reason,
    });
  });

  test('are all expected to come to something', () => {
    const names = readdirSync(SAMPLES)
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.replace('.json', ''));
    const expected = [CHANGES, DRIFTS, IGNORED].flatMap((table) => Object.keys(table));
    expect(names.toSorted()).toEqual(expected.toSorted());
  });
});
