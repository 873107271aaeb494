import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { start } from './evaluating.ts';
import { FIXTURES, readJson } from './sources/raw-entry.ts';

/** What comes of each fixture while payments-prod/nightly runs as the default account. */
const RESULTS = {
  'illegal-job-name': 'ignored.illegal-name',
  'project-by-caller-alone': 'ignored.no-resource',
  'project-mismatch': 'ignored.project-mismatch',
  'project-set-iam-policy': 'ignored.not-cloud-run',
  'service-replace': 'ignored.not-a-job',
  'system-event-create-failed': 'finding',
  'system-event-run': 'ignored.method-does-not-change-a-job',
  'system-event-update': 'finding',
  'text-entry': 'ignored.not-a-log-entry',
  'v1-create-denied-act-as': 'denied.act-as',
  'v1-create-denied-constraint': 'denied.constraint',
  'v1-create-denied-run-permission': 'denied.run-permission',
  'v1-create-denied-token-creator': 'denied.token-creator',
  'v1-create-denied-unexplained': 'denied.other',
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
  'v2-update-denied-policy-violation': 'denied.constraint',
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
