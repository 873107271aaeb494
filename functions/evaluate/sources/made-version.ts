import type { AuditEntry } from './log-entry.ts';

const UID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The generation and uid of the job that the entry answers with; nothing where it holds an operation, or no number, and no
 * uid but one as Google makes them. v1 has them in `metadata`, v2 beside it, the number as text like every int64.
 * https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs#Job
 */
export function madeVersion({ audit: { response } }: AuditEntry): {
  readonly generation?: number;
  readonly uid?: string;
} {
  const generation = Number(response?.metadata?.generation ?? response?.generation);
  if (!Number.isSafeInteger(generation) || generation < 1) return {};
  const uid = response?.metadata?.uid ?? response?.uid ?? '';
  return { generation, ...(UID.test(uid) ? { uid } : {}) };
}
