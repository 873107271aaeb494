import { createHash } from 'node:crypto';
import type { Resource } from '../../../shared/domain/resource.ts';

/** So many ids are tried for one job. */
export const ATTEMPTS = 5;
const LONGEST = 30;
const DIGEST_LENGTH = 10;

/**
 * The id of a job's dedicated account: its name for people, then what tells it from every other job, a re-created one
 * (another uid) included. Always 6 to 30 characters, `[a-z]([-a-z0-9]*[a-z0-9])`. A higher attempt gives another id
 * for the same job, for when somebody else's account has taken the first.
 * https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts/create
 */
export function accountId(job: Resource, uid: string, attempt: number): string {
  // JSON keeps the parts apart: no two jobs can share a text by shifting a separator.
  const identity = JSON.stringify([job.project, job.location, job.name, uid, attempt]);
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, DIGEST_LENGTH);
  return `${slug(job.name)}-${digest}`;
}

function slug(name: string): string {
  const legal = name.toLowerCase().replace(/[^a-z0-9-]/g, '-');
  const short = legal.replace(/^[^a-z]+/, '').slice(0, LONGEST - DIGEST_LENGTH - 1);
  return short.replace(/-+$/, '') || 'job';
}
