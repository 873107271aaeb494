import type { AuditEntry } from './log-entry.ts';

/**
 * The generation of the job that the entry answers with; nothing where it holds an operation, or no number. v1 has it in
 * `metadata`, v2 beside it, as text like every int64. https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs#Job
 */
export function madeGeneration({ audit: { response } }: AuditEntry): {
  readonly generation?: number;
} {
  const generation = Number(response?.metadata?.generation ?? response?.generation);
  return Number.isSafeInteger(generation) && generation > 0 ? { generation } : {};
}
