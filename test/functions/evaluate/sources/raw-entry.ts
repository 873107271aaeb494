import { readFileSync } from 'node:fs';
import { type AuditEntry, readLogEntry } from '../../../../functions/evaluate/sources/log-entry.ts';

/** Fixtures of this repository: one for each shape that an entry is known to take. */
export const FIXTURES = new URL('../../../fixtures/audit/', import.meta.url);

export function readJson(folder: URL, name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

/** An applied CreateJob with nothing that could be left out; what is given replaces members of the same name. */
export function rawEntry(
  audit: Record<string, unknown> = {},
  envelope: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
    timestamp: '2026-05-04T06:00:00.100001Z',
    insertId: '1aa0create',
    resource: {
      type: 'cloud_run_job',
      labels: { project_id: 'payments-prod', location: 'us-central1', job_name: 'nightly' },
    },
    protoPayload: {
      serviceName: 'run.googleapis.com',
      methodName: 'google.cloud.run.v1.Jobs.CreateJob',
      resourceName: 'namespaces/payments-prod/jobs/nightly',
      ...audit,
    },
    ...envelope,
  };
}

/** The same entry as the source's own parts receive it. */
export function entryOf(...parts: Parameters<typeof rawEntry>): AuditEntry {
  const entry = readLogEntry(rawEntry(...parts));
  if (entry === undefined) throw new Error('This test builds a payload that is no log entry.');
  return entry;
}
