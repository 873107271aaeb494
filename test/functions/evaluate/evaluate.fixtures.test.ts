import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { start } from './evaluating.ts';
import { FIXTURES, readJson } from './sources/raw-entry.ts';

/** What comes of each fixture while payments-prod/nightly runs as the default account, alone in the index. */
const RESULTS = {
  'account-create': 'drift.no-user',
  'account-delete': 'drift.no-user',
  'account-disable': 'drift.no-user',
  'account-disable-failed': 'ignored.call-failed',
  'account-enable': 'drift.no-user',
  'account-key-create': 'ignored.method-does-not-change-access',
  'account-mismatch': 'ignored.account-mismatch',
  'account-of-another-project': 'ignored.project-mismatch',
  'account-set-policy': 'drift.no-user',
  'account-set-policy-by-address': 'drift.no-user',
  'account-set-policy-delegated': 'drift.no-user',
  'account-set-policy-denied': 'ignored.call-failed',
  'account-undelete': 'drift.no-user',
  'deny-policy-create': 'drift.no-user',
  'deny-policy-delete-last': 'drift.no-user',
  'folder-mismatch': 'ignored.project-mismatch',
  'folder-move': 'drift.no-user',
  'folder-set-iam-policy': 'drift.no-user',
  'illegal-job-name': 'ignored.illegal-name',
  'org-policy-clear-v1': 'drift.no-user',
  'org-policy-clear-v1-other-constraint': 'ignored.other-constraint',
  'org-policy-create': 'drift.no-user',
  'org-policy-delete-managed': 'drift.no-user',
  'org-policy-get': 'ignored.method-does-not-change-access',
  'org-policy-other-constraint': 'ignored.other-constraint',
  'org-policy-set-v1': 'drift.no-user',
  'org-policy-set-v1-split': 'drift.no-user',
  'org-policy-update': 'drift.no-user',
  'organization-in-project-log': 'ignored.project-mismatch',
  'organization-set-iam-policy': 'drift.no-user',
  'project-by-caller-alone': 'ignored.no-resource',
  'project-create': 'ignored.method-does-not-change-access',
  'project-mismatch': 'ignored.project-mismatch',
  'project-move': 'drift.no-user',
  'project-set-iam-policy': 'drift.no-user',
  'project-set-iam-policy-v3': 'drift.no-user',
  'project-update-v1': 'drift.no-user',
  'role-delete-organization': 'drift.no-user',
  'role-undelete-project': 'drift.no-user',
  'role-update-project': 'drift.no-user',
  'service-replace': 'ignored.not-a-job',
  'system-event-create-failed': 'finding',
  'system-event-run': 'ignored.method-does-not-change-a-job',
  'system-event-update': 'finding',
  'text-entry': 'ignored.not-a-log-entry',
  'v1-create-denied-act-as': 'finding',
  'v1-create-denied-constraint': 'finding',
  'v1-create-denied-run-permission': 'denied.run-permission',
  'v1-create-denied-token-creator': 'finding',
  'v1-create-denied-unexplained': 'finding',
  'v1-create-exists': 'ignored.call-failed',
  'v1-create-not-granted-without-status': 'denied.run-permission',
  'v1-create-reshaped': 'ignored.job-gone',
  'v1-create-unnamed': 'finding',
  'v1-delete': 'finding',
  'v1-replace-by-console': 'finding',
  'v1-replace-by-number': 'finding',
  'v1-set-iam-policy': 'ignored.method-does-not-change-a-job',
  'v2-create-first-snake-case': 'finding',
  'v2-create-in-parent': 'finding',
  'v2-create-last': 'finding',
  'v2-delete-execution': 'ignored.method-does-not-change-a-job',
  'v2-run': 'ignored.method-does-not-change-a-job',
  'v2-unknown-method': 'ignored.unknown-job-method',
  'v2-update-conflict': 'ignored.call-failed',
  'v2-update-denied-policy-violation': 'finding',
  'v2-update-redacted': 'finding',
  'v2-update-split': 'finding',
  'v2-update-validate-only': 'ignored.validate-only',
  'worker-pool-update': 'ignored.not-a-job',
} as const satisfies Record<string, string>;

test('every kind of entry ends with the result that its content calls for', async () => {
  const results: Record<string, unknown> = {};
  for (const file of readdirSync(FIXTURES)) {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const name = file.replace('.json', '');
    await at.deliver(readJson(FIXTURES, name));
    results[name] = at.lines[0]?.['result'];
  }
  expect(results).toEqual(RESULTS);
});
